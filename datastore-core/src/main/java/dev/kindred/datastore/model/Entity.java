package dev.kindred.datastore.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key and its properties, as stored. Immutable; {@link #builder} makes one, {@link #toBuilder} a changed copy. Properties keep their order. Two
 * entities are equal if key and properties are; versions do not count, nor whether all properties were read.
 *
 * <p>Limits (see {@link Limits}) are checked when an entity is put, so that the error can name the key.
 */
public final class Entity {

    private final Key key;
    private final Map<String, Property> properties;
    private final long createVersion;
    private final long version;
    private final boolean partial;

    private Entity(Key key, Map<String, Property> properties, long createVersion, long version, boolean partial) {
        this.key = key;
        this.properties = properties;
        this.createVersion = createVersion;
        this.version = version;
        this.partial = partial;
    }

    static Map<String, Property> copyOf(Map<String, Property> properties) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /**
     * An entity without properties to start from.
     *
     * @param key complete or not
     * @return a builder for one thread
     */
    public static Builder builder(Key key) {
        return new Builder(key, false);
    }

    /**
     * An entity as a store read it.
     *
     * @param key a complete key
     * @param properties the properties in order; not copied, so the caller must not change the map any more
     * @param createVersion the version of the commit that made the entity
     * @param version the version of the commit that wrote it last
     * @return the entity
     */
    public static Entity stored(Key key, Map<String, Property> properties, long createVersion, long version) {
        return new Entity(key, Collections.unmodifiableMap(properties), createVersion, version, false);
    }

    /**
     * An entity of which a store read some properties only: by a projection, or by a mask. It cannot be stored, which would delete the others.
     *
     * @param key a complete key
     * @param properties the properties in order; not copied, so the caller must not change the map any more
     * @param createVersion the version of the commit that made the entity; 0 if that was not read
     * @param version the version of the commit that wrote it last; 0 if that was not read
     * @return the entity, marked as {@linkplain #isPartial() partial}
     */
    public static Entity partial(Key key, Map<String, Property> properties, long createVersion, long version) {
        return new Entity(key, Collections.unmodifiableMap(properties), createVersion, version, true);
    }

    /**
     * The identity.
     *
     * @return complete for every entity that was read
     */
    public Key key() {
        return key;
    }

    /**
     * All properties.
     *
     * @return an unmodifiable map in the order in which they were set
     */
    public Map<String, Property> properties() {
        return properties;
    }

    /**
     * The property with this name.
     *
     * @param name the name
     * @return the property, or null if the entity has none with this name; a property that holds null is not null
     */
    public @Nullable Property property(String name) {
        return properties.get(name);
    }

    /**
     * The value of a property.
     *
     * @param name the name
     * @return the value, or null if the entity has no such property
     */
    public @Nullable Value value(String name) {
        Property property = properties.get(name);
        return property == null ? null : property.value();
    }

    /**
     * The version of the commit that wrote this state. Versions grow with every commit of the store, not by 1.
     *
     * @return 0 for an entity that was not read from a store
     */
    public long version() {
        return version;
    }

    /**
     * The version of the commit that created the entity.
     *
     * @return 0 for an entity that was not read from a store
     */
    public long createVersion() {
        return createVersion;
    }

    /**
     * Whether only some of the stored properties were read, by a projection or a mask. Putting such an entity is refused, since the properties that were not
     * read would be lost; a write with a property mask takes it. Copies made by {@link #withKey} and {@link #toBuilder} are partial, too.
     *
     * @return true if there may be properties that were not read
     */
    public boolean isPartial() {
        return partial;
    }

    /**
     * The same properties under another key.
     *
     * @param other the key
     * @return a copy without versions; partial if this is
     */
    public Entity withKey(Key other) {
        return new Entity(other, properties, 0, 0, partial);
    }

    /**
     * A builder that starts with this entity's key and properties. What it builds is partial if this is.
     *
     * @return a builder for one thread
     */
    public Builder toBuilder() {
        Builder builder = new Builder(key, partial);
        builder.properties.putAll(properties);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Entity that && key.equals(that.key) && properties.equals(that.properties);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + properties.hashCode();
    }

    /** Key and properties, for people and logs. */
    @Override
    public String toString() {
        return key + properties.toString();
    }

    /** Collects the properties of one entity. Setting a name again replaces its value and keeps its place. For one thread. */
    public static final class Builder {

        private final Key key;
        private final boolean partial;
        private final Map<String, Property> properties = new LinkedHashMap<>();

        private Builder(Key key, boolean partial) {
            this.key = key;
            this.partial = partial;
        }

        /**
         * Sets a property.
         *
         * @param name the name, not empty and not of the form {@code __…__}
         * @param property the value and whether it is indexed
         * @return this builder
         */
        public Builder set(String name, Property property) {
            properties.put(name, property);
            return this;
        }

        /**
         * Sets an indexed property.
         *
         * @param name the name
         * @param value the value
         * @return this builder
         */
        public Builder set(String name, Value value) {
            return set(name, Property.of(value));
        }

        /**
         * Sets an indexed whole number.
         *
         * @param name the name
         * @param value the number
         * @return this builder
         */
        public Builder set(String name, long value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed floating point number.
         *
         * @param name the name
         * @param value the number
         * @return this builder
         */
        public Builder set(String name, double value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed truth.
         *
         * @param name the name
         * @param value the truth
         * @return this builder
         */
        public Builder set(String name, boolean value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed string.
         *
         * @param name the name
         * @param value the text; null is stored as null
         * @return this builder
         */
        public Builder set(String name, @Nullable String value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed moment.
         *
         * @param name the name
         * @param value the moment, kept to the microsecond; null is stored as null
         * @return this builder
         */
        public Builder set(String name, @Nullable Instant value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed reference.
         *
         * @param name the name
         * @param value a complete key; null is stored as null
         * @return this builder
         */
        public Builder set(String name, @Nullable Key value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed place.
         *
         * @param name the name
         * @param value the place; null is stored as null
         * @return this builder
         */
        public Builder set(String name, @Nullable GeoPoint value) {
            return set(name, Value.of(value));
        }

        /**
         * Sets an indexed list.
         *
         * @param name the name
         * @param values the elements in order
         * @return this builder
         */
        public Builder set(String name, Collection<? extends Value> values) {
            return set(name, Value.of(values));
        }

        /**
         * Sets a property that no query sees.
         *
         * @param name the name
         * @param value the value
         * @return this builder
         */
        public Builder setUnindexed(String name, Value value) {
            return set(name, Property.unindexed(value));
        }

        /**
         * Takes a property away.
         *
         * @param name the name; nothing happens if there is none
         * @return this builder
         */
        public Builder remove(String name) {
            properties.remove(name);
            return this;
        }

        /**
         * The entity.
         *
         * @return a new entity; the builder can go on
         */
        public Entity build() {
            return new Entity(key, copyOf(properties), 0, 0, partial);
        }
    }
}
