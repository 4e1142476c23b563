package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.data.annotation.Persistent;

/**
 * Marks a type whose instances are entities, and may name their kind. Where several Spring Data modules share an application, it also says that the type's
 * repositories are the datastore's. Not inherited: a subclass is a kind of its own.
 */
@Persistent
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Entity {

    /**
     * The kind.
     *
     * @return the kind; empty for the simple name of the class, unchanged
     */
    @AliasFor("name")
    String value() default "";

    /**
     * The kind; another word for {@link #value()}.
     *
     * @return the kind; empty for the simple name of the class, unchanged
     */
    @AliasFor("value")
    String name() default "";
}
