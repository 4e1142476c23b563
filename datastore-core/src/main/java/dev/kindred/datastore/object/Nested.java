package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores an object, or each object of a list, as an embedded entity: one value that keeps the object together, its key included. Without this
 * annotation the object's fields become properties with dotted names. Queries find the same names in both forms, and loading takes either.
 *
 * <p>Needed where flattening cannot work: for types that contain themselves, for lists within objects of a list, and where elements may be null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Nested {}
