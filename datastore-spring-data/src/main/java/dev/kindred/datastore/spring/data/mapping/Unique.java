package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that no two entities of a kind and namespace may have the same value in a property, or on a type in several properties together:
 * {@code @Unique({"country", "plate"})}. Every write through {@code DatastoreOperations} is checked in its own commit; one that would give a value out twice throws
 * {@code DuplicateValueException}, and nothing of it is stored.
 *
 * <p>Null and missing values collide with nothing, nor does a combination with one of them. Of a list each element counts, except in a combination, which takes single
 * values. Values are compared as they are stored, so that {@code 1.1} and {@code 1.10} differ in a {@code BigDecimal}. The property must be indexed; where
 * {@link Indexed#when} decides, only what is indexed is unique. Subtypes share the kind of their base.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Repeatable(Uniques.class)
public @interface Unique {

    /**
     * On a type: paths of the properties whose values are unique together, dots between the steps. On a field: nothing.
     *
     * @return at least one path on a type
     */
    String[] value() default {};
}
