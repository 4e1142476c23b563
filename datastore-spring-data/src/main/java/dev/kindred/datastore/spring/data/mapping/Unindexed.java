package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores a property, or all properties of a type, without index rows: it may be up to a megabyte, writes cost less, and no filter or order finds
 * it. On a type, {@link Indexed} excepts a field of it. On a nested value, map or list it holds for all that is inside. {@code byte[]} is unindexed without it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Unindexed {}
