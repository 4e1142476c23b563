package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The contents of any entity, as an ordered list of values with names. A name may repeat if all that bear it are {@linkplain NamedProperty#multiple multiple}:
 * they are the elements of one list, in order. It loads by appending, saves itself, and can be used wherever a mapped class can. Not a {@code java.util.List},
 * so that it is not mistaken for a list of objects. For one thread at a time.
 */
public final class PropertyList implements PropertyMapped, Iterable<NamedProperty> {

    private final List<NamedProperty> properties = new ArrayList<>();
    private boolean partial;

    /** A list without properties. */
    public PropertyList() {}

    /**
     * A list of some properties.
     *
     * @param properties the properties, in order
     * @return a new list
     */
    public static PropertyList of(NamedProperty... properties) {
        PropertyList list = new PropertyList();
        list.properties.addAll(Arrays.asList(properties));
        return list;
    }

    /**
     * The properties of an entity. {@link #toEntity} of the list is the same entity again.
     *
     * @param entity the entity
     * @return a new list; {@linkplain #isPartial() partial} if the entity is
     */
    public static PropertyList of(Entity entity) {
        PropertyList list = of(entity.properties());
        list.partial = entity.isPartial();
        return list;
    }

    static PropertyList of(Map<String, Property> properties) {
        PropertyList list = new PropertyList();
        properties.forEach((name, property) -> list.add(name, property));
        return list;
    }

    private void add(String name, Property property) {
        if (property.value() instanceof Value.ListValue several
                && !several.values().isEmpty()) {
            for (Value value : several.values()) {
                properties.add(new NamedProperty(name, value, property.indexed(), true));
            }
        } else {
            properties.add(new NamedProperty(
                    name, property.value(), property.indexed(), property.value() instanceof Value.ListValue));
        }
    }

    /**
     * Adds a property at the end.
     *
     * @param property the property
     * @return this list
     */
    public PropertyList add(NamedProperty property) {
        properties.add(property);
        return this;
    }

    /**
     * Takes all properties of a name away.
     *
     * @param name the name; nothing happens if there is none
     * @return this list
     */
    public PropertyList remove(String name) {
        properties.removeIf(property -> property.name().equals(name));
        return this;
    }

    /**
     * The first property of a name.
     *
     * @param name the name
     * @return the property, or null if there is none; a property that holds null is not null
     */
    public @Nullable NamedProperty first(String name) {
        for (NamedProperty property : properties) {
            if (property.name().equals(name)) {
                return property;
            }
        }
        return null;
    }

    /**
     * The property at a place.
     *
     * @param index 0 or more, less than {@link #size}
     * @return the property
     * @throws IndexOutOfBoundsException if there is none
     */
    public NamedProperty get(int index) {
        return properties.get(index);
    }

    /**
     * How many properties there are, each element of a list counted.
     *
     * @return 0 or more
     */
    public int size() {
        return properties.size();
    }

    /**
     * Whether these are only some of the properties of their entity, read by a projection or a mask. Values of a projection are as an index knows them: a
     * timestamp comes as a long. {@link ObjectCodec} gives them the type of the field they are loaded into.
     *
     * @return true if such properties were loaded
     */
    public boolean isPartial() {
        return partial;
    }

    /** The properties in order. The iterator can remove. */
    @Override
    public Iterator<NamedProperty> iterator() {
        return properties.iterator();
    }

    /**
     * The properties as a stream.
     *
     * @return the properties in order
     */
    public Stream<NamedProperty> stream() {
        return properties.stream();
    }

    /** Appends; what is there stays. */
    @Override
    public void load(PropertyList added) {
        properties.addAll(added == this ? List.copyOf(properties) : added.properties);
        partial |= added.partial;
    }

    @Override
    public PropertyList save() {
        return this;
    }

    /**
     * The properties as an entity.
     *
     * @param key its key
     * @return the entity; partial if the list is, and then not to be stored
     * @throws InvalidValueException if a name repeats and not all that bear it are multiple, or some elements of a list are indexed and others not
     */
    public Entity toEntity(Key key) {
        Map<String, Property> merged = toMap();
        if (partial) {
            return Entity.partial(key, merged, 0, 0);
        }
        return Entity.stored(key, merged, 0, 0);
    }

    Map<String, Property> toMap() {
        Map<String, Property> merged = new LinkedHashMap<>();
        Map<String, List<Value>> lists = new LinkedHashMap<>();
        for (NamedProperty property : properties) {
            String name = property.name();
            Property before = merged.get(name);
            List<Value> elements = lists.get(name);
            if (before != null && !(property.multiple() && elements != null)) {
                throw new InvalidValueException("A PropertyList has multiple properties with the name \"" + name
                        + "\", but not all of them are multiple. Make them elements of one list, or keep one.");
            }
            // An empty list has no element whose index setting could differ.
            boolean bothHaveElements =
                    elements != null && !elements.isEmpty() && !(property.value() instanceof Value.ListValue);
            if (before != null && bothHaveElements && before.indexed() != property.indexed()) {
                throw new InvalidValueException("A PropertyList has some elements of \"" + name
                        + "\" indexed and others not; a list is indexed as a whole.");
            }
            if (!property.multiple()) {
                merged.put(name, new Property(property.value(), property.indexed()));
                continue;
            }
            if (elements == null) {
                elements = new ArrayList<>();
                lists.put(name, elements);
            }
            if (!(property.value() instanceof Value.ListValue)) {
                elements.add(property.value());
            }
            // Keeps its place in the order; the elements are filled in below, once each list is whole.
            if (before == null || elements.size() == 1) {
                merged.put(name, new Property(Value.NULL, property.indexed()));
            }
        }
        lists.forEach((name, elements) -> merged.computeIfPresent(
                name, (same, placeholder) -> new Property(Value.of(elements), placeholder.indexed())));
        return merged;
    }

    /** Equal to a list of the same properties in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PropertyList that && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return properties.hashCode();
    }

    /** The properties, for people and logs. */
    @Override
    public String toString() {
        return properties.toString();
    }
}
