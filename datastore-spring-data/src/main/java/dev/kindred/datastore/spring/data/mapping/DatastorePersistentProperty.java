package dev.kindred.datastore.spring.data.mapping;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
     * @return false if the property, or its type without an {@link Indexed} on the property, is {@link Unindexed}, or if it holds {@code byte[]}
     */
    boolean isIndexed();

    /**
     * Which objects queries can see by it.
     *
     * @return what {@link Indexed#when()} says, or null if nothing is said
     */
    @Nullable
    IndexCondition<Object> getIndexCondition();

    /**
     * Whether it holds the parent's key.
     *
     * @return true if it is marked with {@link Parent}
     */
    boolean isParentProperty();

    /**
     * The type of the entities that it refers to.
     *
     * @return the type in its {@link Ref}, or the one marked with {@link Reference}, also as an element of a collection, array, map or {@code Optional}; null if it refers to none
     */
    @Nullable
    Class<?> getReferredType();

    /**
     * The type of the descendants it stands for.
     *
     * @return the type of the elements, if it is marked with {@link Descendants}; otherwise null
     */
    @Nullable
    Class<?> getDescendantType();

    /**
     * What is done to what it refers to, or stands for, along with its owner.
     *
     * @return what {@link Reference#cascade()} or {@link Descendants#cascade()} says
     */
    Set<Cascade> getCascades();

    /**
     * Whether what it refers to is always loaded with it.
     *
     * @return true if it is marked with {@link Fetch}, refers to objects without a {@link Ref}, or has {@link Descendants} that are to be read with it
     */
    boolean isFetched();

    /**
     * What becomes of references to entities that are not there.
     *
     * @return what {@link Reference#dangling()} says
     */
    Reference.Dangling getDangling();

    /**
     * Whether it holds the namespace.
     *
     * @return true if it is marked with {@link Namespace}
     */
    boolean isNamespaceProperty();

    /**
     * How ids are made that are not given, if this is the id.
     *
     * @return what {@link GeneratedId} says, or null if nothing is said
     */
    GeneratedId.@Nullable Strategy getIdStrategy();

    /**
     * What to do with null.
     *
     * @return what {@link Field#nulls()} or the mapping context says; not {@link Field.Nulls#DEFAULT}
     */
    Field.Nulls getNulls();

    /**
     * How exactly what is stored has to be of its type.
     *
     * @return what {@link Field#reading()} or the mapping context says; not {@link Field.Reading#DEFAULT}
     */
    Field.Reading getReading();

    /**
     * Whether it is stored as JSON text.
     *
     * @return true if it is marked with {@link Json}, or is a tree of Jackson's
     */
    boolean isJson();

    /**
     * The names it was stored under before.
     *
     * @return what {@link AlsoKnownAs} says
     */
    List<String> getFormerNames();

    /**
     * Whether it is written only when its entity is stored first.
     *
     * @return true if it is {@link InsertOnly}
     */
    boolean isInsertOnly();

    /**
     * Whether it holds the properties that no field stands for.
     *
     * @return true if it is marked with {@link Extras}
     */
    boolean isExtras();

    /**
     * What stands before the names of its properties, where those are the entity's own.
     *
     * @return the prefix, perhaps empty; null unless {@link Embedded#flatten()} is set
     */
    @Nullable
    String getFlattenedPrefix();
}
