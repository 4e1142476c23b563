package dev.kindred.datastore.spring.data.mapping;

import java.util.List;

/**
 * What {@link Unique} says, by stored names.
 *
 * @param kind the kind
 * @param properties the property, or several that are unique together, by the names that queries use
 */
public record UniqueConstraint(String kind, List<String> properties) {

    /**
     * Takes a copy of the list.
     *
     * @param kind see the record
     * @param properties see the record
     */
    public UniqueConstraint {
        properties = List.copyOf(properties);
    }
}
