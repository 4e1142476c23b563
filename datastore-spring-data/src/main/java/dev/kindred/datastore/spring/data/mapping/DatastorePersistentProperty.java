package dev.kindred.datastore.spring.data.mapping;

import org.springframework.data.mapping.PersistentProperty;

/** What is known of one field of a stored type. */
public interface DatastorePersistentProperty extends PersistentProperty<DatastorePersistentProperty> {

    /**
     * The name of the stored property.
     *
     * @return what {@link Field} says, or what the naming strategy makes of the field's name
     */
    String getStoredName();

    /**
     * Whether queries can see it.
     *
     * @return false if the property or its type is {@link Unindexed}, or if it holds {@code byte[]}
     */
    boolean isIndexed();

    /**
     * Whether it holds the parent's key.
     *
     * @return true if it is marked with {@link Parent}
     */
    boolean isParentProperty();

    /**
     * What to do with null.
     *
     * @return what {@link Field#nulls()} says
     */
    Field.Nulls getNulls();
}
