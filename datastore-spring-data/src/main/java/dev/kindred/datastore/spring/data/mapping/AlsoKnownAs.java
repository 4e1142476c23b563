package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names under which a field was stored before it was renamed. They are tried in order when an entity has no property with the name of today, and are taken away when the
 * entity is saved the next time. Queries know the name of today only: until an entity is saved again they do not find it by this property.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface AlsoKnownAs {

    /**
     * The former names of the property.
     *
     * @return the names as they are stored; the first that is there is read
     */
    String[] value();
}
