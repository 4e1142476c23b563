package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Several {@link CompositeIndex composite indexes} of one entity. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CompositeIndexes {

    /**
     * The indexes.
     *
     * @return in any order
     */
    CompositeIndex[] value();
}
