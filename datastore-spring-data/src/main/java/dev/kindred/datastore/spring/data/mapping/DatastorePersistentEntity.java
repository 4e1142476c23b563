package dev.kindred.datastore.spring.data.mapping;

import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.model.MutablePersistentEntity;

/**
 * What is known of a type that is stored, as an entity or as a value within one. Immutable once the mapping context has handed it out.
 *
 * @param <T> the type
 */
public interface DatastorePersistentEntity<T> extends MutablePersistentEntity<T, DatastorePersistentProperty> {

    /**
     * The kind of its entities.
     *
     * @return what {@link Entity} says, or the simple name of the class; below a {@link Discriminator}, that of the base
     */
    String getKind();

    /**
     * What becomes of stored properties without a field.
     *
     * @return what {@link Entity#unmapped()} or the mapping context says; not {@link Unmapped#DEFAULT}
     */
    Unmapped getUnmapped();

    /**
     * The types it is told apart from by a property.
     *
     * @return the hierarchy, or null if neither the type nor one above it has a {@link Discriminator}
     */
    @Nullable
    TypeHierarchy getHierarchy();

    /**
     * The property that holds the parent's key.
     *
     * @return the property marked with {@link Parent}, or null
     */
    @Nullable
    DatastorePersistentProperty getParentProperty();

    /**
     * The property that holds the key's namespace.
     *
     * @return the property marked with {@link Namespace}, or null
     */
    @Nullable
    DatastorePersistentProperty getNamespaceProperty();
}
