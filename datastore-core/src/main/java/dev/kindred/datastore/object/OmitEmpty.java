package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leaves the property out of the entity where the field is empty: null, false, 0, or a string, list or other sequence of length 0. A list is left out
 * as a whole or not at all. An object that is there is never empty, and its own fields are not affected.
 *
 * <p>Queries do not find a property that is left out, not even by {@code = null}. Reading such an entity leaves the field as it was constructed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface OmitEmpty {}
