package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import org.jspecify.annotations.Nullable;

/**
 * A result of a query.
 *
 * @param <T> the class
 * @param key the key of the entity
 * @param object the entity; null if the query asks for keys only
 */
public record Keyed<T>(Key key, @Nullable T object) {}
