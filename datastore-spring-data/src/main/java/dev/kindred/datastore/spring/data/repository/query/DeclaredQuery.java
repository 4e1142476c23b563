package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.query.ResultShape.Purpose;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.core.NamedQueries;

/**
 * The text of a method's query, from its annotation or from the named queries.
 *
 * @param text GQL
 * @param countText GQL that counts, or empty
 * @param purpose what to do with what is found
 */
record DeclaredQuery(String text, String countText, Purpose purpose) {

    /**
     * Finds the text.
     *
     * @return null if the method has none
     * @throws InvalidDataAccessApiUsageException if the annotation contradicts itself, or names a query that there is not
     */
    static @Nullable DeclaredQuery find(DatastoreQueryMethod method, NamedQueries named) {
        Query annotation = method.annotation(Query.class);
        String name =
                annotation == null || annotation.name().isEmpty() ? method.getNamedQueryName() : annotation.name();
        String text = annotation == null ? "" : annotation.value();
        if (text.isEmpty() && named.hasQuery(name)) {
            text = named.getQuery(name);
        }
        if (annotation == null) {
            return text.isEmpty() ? null : new DeclaredQuery(text, count(name, named), Purpose.READ);
        }
        if (text.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("@Query has no text, and there is no query named \"" + name
                    + "\" in META-INF/datastore-named-queries.properties; write GQL into one of them");
        }
        return new DeclaredQuery(
                text,
                annotation.countQuery().isEmpty() ? count(name, named) : annotation.countQuery(),
                purpose(annotation));
    }

    private static String count(String name, NamedQueries named) {
        return named.hasQuery(name + ".count") ? named.getQuery(name + ".count") : "";
    }

    private static Purpose purpose(Query annotation) {
        int flags = (annotation.count() ? 1 : 0) + (annotation.exists() ? 1 : 0) + (annotation.delete() ? 1 : 0);
        if (flags > 1) {
            throw new InvalidDataAccessApiUsageException(
                    "@Query has several of count, exists and delete; a method does one thing");
        }
        if (annotation.count()) {
            return Purpose.COUNT;
        }
        return annotation.exists() ? Purpose.EXISTS : annotation.delete() ? Purpose.DELETE : Purpose.READ;
    }
}
