package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Indexes a property where its type says {@link Unindexed}, or indexes it on a condition. {@code byte[]} stays unindexed. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Indexed {

    /**
     * Decides for each object that is stored whether queries find it by this property. What it refuses costs no index row.
     *
     * @return a class with a constructor without arguments
     */
    Class<? extends IndexCondition<?>> when() default IndexCondition.Always.class;
}
