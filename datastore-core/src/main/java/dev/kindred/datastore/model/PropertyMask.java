package dev.kindred.datastore.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A choice of properties, to be read or to be written. Each is named by its path: the names from the outermost embedded entity inwards, joined by dots. A dot or a
 * backslash within a name is escaped by a backslash, see {@link #escape}. A path names all that is below it; it cannot lead into a list. Immutable.
 */
public final class PropertyMask {

    /** No property at all: reading gives the key alone, writing leaves all properties as they are. */
    public static final PropertyMask NONE = new PropertyMask(Set.of());

    /** What is chosen below a name: everything, or a choice again. */
    private static final class Node {
        private final Map<String, Node> inner = new LinkedHashMap<>();
        private boolean whole;
    }

    private final Set<String> paths;
    private final Node root = new Node();

    private PropertyMask(Set<String> paths) {
        this.paths = paths;
        for (String path : paths) {
            Node node = root;
            for (String name : PropertyPath.parse(path).names()) {
                node = node.inner.computeIfAbsent(name, missing -> new Node());
            }
            node.whole = true;
        }
    }

    /**
     * Chooses properties.
     *
     * @param paths their paths; doubles count once
     * @return the mask
     * @throws InvalidValueException if a path has an empty name, or a backslash that escapes nothing
     */
    public static PropertyMask of(String... paths) {
        return of(Arrays.asList(paths));
    }

    /**
     * Chooses properties.
     *
     * @param paths their paths; doubles count once
     * @return the mask
     * @throws InvalidValueException if a path has an empty name, or a backslash that escapes nothing
     */
    public static PropertyMask of(Collection<String> paths) {
        return paths.isEmpty() ? NONE : new PropertyMask(new LinkedHashSet<>(paths));
    }

    /**
     * Makes a name part of a path.
     *
     * @param name a property's name
     * @return the name with dots and backslashes escaped
     */
    public static String escape(String name) {
        return PropertyPath.escape(name);
    }

    /**
     * The chosen paths.
     *
     * @return in the order in which they were given
     */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    /**
     * Takes the chosen properties out of an entity. Of an embedded entity in which only some properties are chosen, its key and those are left; it is left out
     * if it has none of them.
     *
     * @param entity the entity
     * @return an entity with the same key and versions, marked as {@linkplain Entity#isPartial() partial}
     * @throws InvalidValueException if a path leads into a list
     */
    public Entity select(Entity entity) {
        return Entity.partial(
                entity.key(),
                select(entity.key(), "", entity.properties(), root),
                entity.createVersion(),
                entity.version());
    }

    private static Map<String, Property> select(Key key, String above, Map<String, Property> properties, Node chosen) {
        Map<String, Property> selected = new LinkedHashMap<>();
        properties.forEach((name, property) -> {
            Node node = chosen.inner.get(name);
            if (node != null && node.whole) {
                selected.put(name, property);
            } else if (node != null && property.value() instanceof Value.EntityValue nested) {
                Map<String, Property> inner = select(key, above + name + ".", nested.properties(), node);
                if (!inner.isEmpty()) {
                    selected.put(name, new Property(new Value.EntityValue(nested.key(), inner), property.indexed()));
                }
            } else if (node != null && property.value() instanceof Value.ListValue) {
                throw PropertyPath.intoList(key, above + name);
            }
        });
        return selected;
    }

    /**
     * Lays the chosen properties of one entity over another: those that it has replace what is there, those that it lacks are deleted, and all that are not chosen
     * stay. A path through an embedded entity that is not there makes it, if there is something to put into it; a single value in its place is replaced.
     *
     * @param stored what is there; null for nothing
     * @param given where the chosen properties are taken from
     * @return an entity with the key of the given one, without versions, not partial unless the stored one is
     * @throws InvalidValueException if a path leads into a list, in either of the two
     */
    public Entity merge(@Nullable Entity stored, Entity given) {
        Map<String, Property> before = stored == null ? Map.of() : stored.properties();
        Map<String, Property> merged = merge(given.key(), "", before, given.properties(), root);
        return stored != null && stored.isPartial()
                ? Entity.partial(given.key(), merged, 0, 0)
                : Entity.stored(given.key(), merged, 0, 0);
    }

    private static Map<String, Property> merge(
            Key key, String above, Map<String, Property> stored, Map<String, Property> given, Node chosen) {
        Map<String, Property> merged = new LinkedHashMap<>(stored);
        chosen.inner.forEach((name, node) -> {
            Property before = stored.get(name);
            Property after = given.get(name);
            if (node.whole && after != null) {
                merged.put(name, after);
            } else if (node.whole) {
                merged.remove(name);
            } else {
                Value.EntityValue outer = embedded(key, above + name, before);
                Value.EntityValue other = embedded(key, above + name, after);
                Map<String, Property> inner =
                        merge(key, above + name + ".", propertiesOf(outer), propertiesOf(other), node);
                if (outer != null && before != null) {
                    merged.put(name, new Property(new Value.EntityValue(outer.key(), inner), before.indexed()));
                } else if (other != null && after != null && !inner.isEmpty()) {
                    merged.put(name, new Property(new Value.EntityValue(other.key(), inner), after.indexed()));
                }
            }
        });
        return merged;
    }

    private static Value.@Nullable EntityValue embedded(Key key, String path, @Nullable Property property) {
        if (property != null && property.value() instanceof Value.ListValue) {
            throw PropertyPath.intoList(key, path);
        }
        return property != null && property.value() instanceof Value.EntityValue nested ? nested : null;
    }

    private static Map<String, Property> propertiesOf(Value.@Nullable EntityValue nested) {
        return nested == null ? Map.of() : nested.properties();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PropertyMask that && paths.equals(that.paths);
    }

    @Override
    public int hashCode() {
        return paths.hashCode();
    }

    /** The paths, for people and logs. */
    @Override
    public String toString() {
        return new ArrayList<>(paths).toString();
    }
}
