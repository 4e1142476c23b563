package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One field of a type, and its place among the properties of an entity or nested value. Immutable. */
abstract class Slot {

    /** What {@link #read} gives if nothing is stored. */
    static final Object MISSING = new Object();

    /** What is asked of a field for every object, and so is found once. */
    enum Trait {
        /** Part of the key or told by it, where the object is an entity of its own. */
        KEY_PART,
        INDEXED,
        SKIPS_NULL,
        INSERT_ONLY
    }

    private final DatastorePersistentProperty property;
    private final Set<Trait> traits;

    Slot(DatastorePersistentProperty property, Set<Trait> traits) {
        this.property = property;
        this.traits = traits;
    }

    final DatastorePersistentProperty property() {
        return property;
    }

    final boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Adds what is stored for a value of the field. */
    abstract void write(@Nullable Object value, Object owner, Map<String, Property> properties, Partition home);

    /** What the field holds for what is stored; {@link #MISSING} if nothing is. */
    abstract @Nullable Object read(Map<String, Property> properties, References references);

    /** What a constructor argument is, and a field that would be null, if nothing is stored. */
    @Nullable
    Object absent() {
        return null;
    }

    /** Whether there may be references in it. Not to be asked before all mappings are made. */
    boolean refers() {
        return false;
    }

    /**
     * Visits the references in what is stored.
     *
     * @param above what stands before the name of the field in the path
     */
    void visit(Map<String, Property> properties, String above, References.Visitor visitor) {}

    /** Adds the names of all properties that may be stored for the field, former ones included. */
    abstract void addNames(Collection<String> names);

    /** Adds the paths of what {@link #write} has written, and of what may have been stored in its place. */
    abstract void addPaths(String above, Map<String, Property> written, List<String> paths);
}
