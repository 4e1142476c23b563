package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Marks the base of a hierarchy whose types are told apart by a property: entities of one kind, or nested values. A sealed base names its subtypes itself; those of
 * any other base have to be known to the mapping context, where the starter puts what is marked with {@link Subtype} or {@link Entity}.
 *
 * <p>What is stored without the property, or with a value that no subtype has, is read as the base type if that can be instantiated, and otherwise not at all.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Discriminator {

    /**
     * The property that says which subtype is stored. It is indexed; no field is stored under this name.
     *
     * @return the name, without dots
     */
    @AliasFor("property")
    String value() default "type";

    /**
     * The property that says which subtype is stored; another word for {@link #value()}.
     *
     * @return the name, without dots
     */
    @AliasFor("value")
    String property() default "type";
}
