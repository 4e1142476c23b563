package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the field or method of an enum that says what is stored for a constant, in place of its name: a text or a whole number, not null, different for each. Entities sort by it.
 *
 * <pre>{@code
 * enum Size {
 *     SMALL(1), LARGE(2);
 *
 *     @EnumValue
 *     final int rank;
 *     …
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface EnumValue {}
