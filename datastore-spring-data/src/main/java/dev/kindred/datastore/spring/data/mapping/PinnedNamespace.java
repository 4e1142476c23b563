package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the entities of a type in one namespace, whichever namespace a call is in: for what all tenants share, such as countries. It holds for the whole kind, so for all
 * types of a {@link Discriminator}'s hierarchy, where the base bears it, and for queries that name the kind alone. Such a type has no {@link Namespace} field.
 * Descendants have the namespace of their root, so a type with a {@link Parent} is pinned where its parent is.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface PinnedNamespace {

    /**
     * The namespace.
     *
     * @return up to 100 of {@code [0-9A-Za-z._-]}; the default namespace unless said otherwise
     */
    String value() default "";
}
