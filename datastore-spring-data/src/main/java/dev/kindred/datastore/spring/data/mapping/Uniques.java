package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Several combinations of properties that are {@link Unique} each. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Uniques {

    /**
     * The combinations.
     *
     * @return in any order
     */
    Unique[] value();
}
