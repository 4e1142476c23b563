package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has references loaded with what holds them: all that a list, a page or a window refers to by one lookup, what those refer to by the next. On a field it holds
 * whenever the field is read; on a query method of a repository for its results, and names the fields.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Fetch {

    /**
     * Paths of fields that are references, dots between the steps: {@code "author"}, {@code "items.product.maker"}. A path leads through nested objects and through other references,
     * which are loaded too.
     *
     * @return the paths; empty on a field
     */
    String[] value() default {};
}
