package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of the property in which a field or record component is stored, where it is not the name in Java. On a field that holds an object it is the
 * beginning of its properties' names: {@code @PropertyName("home") Address address} stores {@code home.city}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface PropertyName {

    /**
     * The name: one or more identifiers joined by dots. An identifier begins with a letter, of any script, or an underscore, and goes on with letters, digits and
     * underscores.
     *
     * @return the property's name
     */
    String value();
}
