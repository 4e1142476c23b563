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
     * The kind. It may have placeholders and SpEL, <code>"${shop.prefix}Order"</code> or <code>"#{@naming.orders()}"</code>, which are evaluated once.
     *
     * @return the kind; empty for what the naming strategy makes of the class: its simple name, unchanged
     */
    @AliasFor("name")
    String value() default "";

    /**
     * The kind; another word for {@link #value()}.
     *
     * @return the kind; empty for what the naming strategy makes of the class
     */
    @AliasFor("value")
    String name() default "";

    /**
     * What becomes of stored properties without a field.
     *
     * @return as the mapping context says, unless said otherwise
     */
    Unmapped unmapped() default Unmapped.DEFAULT;
}
