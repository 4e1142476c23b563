package dev.kindred.datastore.object;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores the fields of an object among those of the one that holds it, as Go does with an embedded struct. Without this annotation the name of the field stands
 * before their names: {@code address.city}. A null stores nothing here, and is what loading an entity without any of the properties leaves.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Embedded {

    /**
     * What stands before the names, and a dot between.
     *
     * @return one or more identifiers joined by dots, as in {@link PropertyName}; by default nothing
     */
    String prefix() default "";
}
