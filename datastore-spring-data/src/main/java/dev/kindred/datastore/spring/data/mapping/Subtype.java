package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what is stored in the {@link Discriminator} of a type. Without it, that is the simple name of the class, and nothing for the base itself. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Subtype {

    /**
     * The value that is written.
     *
     * @return the value; empty for the simple name of the class
     */
    String value() default "";

    /**
     * Values that were written before: read and queried as well.
     *
     * @return the values
     */
    String[] alsoKnownAs() default {};
}
