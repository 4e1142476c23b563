package dev.kindred.datastore.spring.data.mapping;

import org.springframework.data.mapping.PersistentPropertyPath;

/** From paths of fields to the names by which queries know them. */
public final class StoredPaths {

    private StoredPaths() {}

    /**
     * The name of a path: stored names, joined by dots, and where an object is flattened by its prefix.
     *
     * @param path the path
     * @return the name; empty for the empty path
     */
    public static String name(PersistentPropertyPath<DatastorePersistentProperty> path) {
        StringBuilder name = new StringBuilder();
        String separator = "";
        for (DatastorePersistentProperty property : path) {
            String prefix = property.getFlattenedPrefix();
            name.append(separator).append(prefix == null ? property.getStoredName() : prefix);
            separator = prefix == null ? "." : "";
        }
        return name.toString();
    }
}
