package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What setting one field of an object changes in its entity: all else of the entity stays. Immutable. */
public final class FieldWrite {

    private final List<Around> around;
    private final List<String> names;
    private final Map<String, Property> properties;
    private final PropertyMask mask;

    /** A nested value that the field lies in. */
    record Around(String name, boolean indexed) {}

    /**
     * @param around the nested values, outermost first
     * @param names what the field's only property is or was called; empty if it has several properties
     * @param properties what is stored of the field
     * @param mask all that may be stored of it
     */
    FieldWrite(List<Around> around, List<String> names, Map<String, Property> properties, PropertyMask mask) {
        this.around = List.copyOf(around);
        this.names = List.copyOf(names);
        this.properties = properties;
        this.mask = mask;
    }

    /** A new value made of the stored one and the given one. */
    @FunctionalInterface
    public interface Change {

        /**
         * Makes the value.
         *
         * @param stored the value in the store; null if there is none
         * @param given the value that was given
         * @return what to store
         */
        Value of(@Nullable Value stored, Value given);
    }

    /**
     * The stored form of the given value.
     *
     * @return null if nothing is stored for it, or several properties are
     */
    public @Nullable Value given() {
        Property property = names.isEmpty() ? null : properties.get(names.get(0));
        return property == null ? null : property.value();
    }

    /**
     * Sets the field.
     *
     * @param stored an entity
     * @return the entity with the given value
     */
    public Entity set(Entity stored) {
        return set(stored, properties);
    }

    /**
     * Removes what is stored of the field.
     *
     * @param stored an entity
     * @return the entity without it
     */
    public Entity unset(Entity stored) {
        return set(stored, Map.of());
    }

    /**
     * Changes the field. A property that is there stays indexed or not.
     *
     * @param stored an entity
     * @param change makes the new value
     * @return the entity with the new value
     * @throws IllegalStateException if nothing, or several properties, are stored for the given value
     */
    public Entity change(Entity stored, Change change) {
        if (names.isEmpty() || !properties.containsKey(names.get(0))) {
            throw new IllegalStateException("Only what is stored as one property can be changed, not " + mask + ".");
        }
        Property given = properties.get(names.get(0));
        Property before = find(stored);
        Value value = change.of(before == null ? null : before.value(), given.value());
        boolean indexed = before == null ? given.indexed() : before.indexed();
        return set(stored, Map.of(names.get(0), new Property(value, indexed)));
    }

    private @Nullable Property find(Entity stored) {
        Map<String, Property> level = stored.properties();
        for (Around outer : around) {
            Property property = level.get(outer.name());
            level = property != null && property.value() instanceof Value.EntityValue nested
                    ? nested.properties()
                    : Map.of();
        }
        for (String name : names) {
            if (level.containsKey(name)) {
                return level.get(name);
            }
        }
        return null;
    }

    private Entity set(Entity stored, Map<String, Property> innermost) {
        Map<String, Property> given = innermost;
        for (int i = around.size() - 1; i >= 0; i--) {
            Around outer = around.get(i);
            given = Map.of(outer.name(), new Property(new Value.EntityValue(null, given), outer.indexed()));
        }
        Entity.Builder builder = Entity.builder(stored.key());
        given.forEach(builder::set);
        return mask.merge(stored, builder.build());
    }
}
