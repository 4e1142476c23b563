package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how an object within an entity is stored. Without the annotation it is a nested value, whose properties queries name by a dot, {@code address.city}. Flattened, its
 * properties are those of the entity itself, under names with a prefix: the form that structs within structs have in Go. Null is then stored as nothing at all, and an
 * object is read if one of its properties is there. Lists, maps and hierarchies cannot be flattened.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Embedded {

    /**
     * Whether to flatten it.
     *
     * @return false for a nested value
     */
    boolean flatten() default false;

    /**
     * What stands before the names of its properties.
     *
     * @return the prefix; <code>{field}</code> in it stands for the name of the field itself
     */
    String prefix() default "{field}.";
}
