package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the converter of a field whose type the datastore does not know, or of its elements if it is a list, a set, an array or an {@code Optional}. On a
 * type, the converter of all fields of the type.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface ConvertedBy {

    /**
     * The converter.
     *
     * @return a class with a constructor without parameters
     */
    Class<? extends ValueConverter<?>> value();
}
