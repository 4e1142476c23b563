package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the field of type {@link dev.kindred.datastore.model.Key} that holds the key of the entity. It is no property: loading sets it, and
 * {@link ObjectOperations#put(Object)} stores under it. A put does not write a generated id back; it returns the key.
 *
 * <p>In the type of a {@link Nested} field it holds the key that the embedded entity carries, if any. Objects whose fields are flattened into those of
 * another have no key of their own: there it is neither stored nor set.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface EntityKey {}
