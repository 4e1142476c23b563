package dev.kindred.datastore.spring.data.mapping;

/** Names kinds where {@link Entity} does not. Part of what is stored: once there is data it must not change its mind. */
@FunctionalInterface
public interface KindNamingStrategy {

    /**
     * The kind of a type.
     *
     * @param type the type; of a hierarchy its base
     * @return the kind, not empty
     */
    String getKind(Class<?> type);
}
