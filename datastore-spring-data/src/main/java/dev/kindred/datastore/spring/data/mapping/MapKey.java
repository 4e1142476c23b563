package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores a {@code Map} as the list of its values, each of which knows its key in a field of its own: {@code @MapKey("code") Map<String, Item> items}. The entries come back in the
 * order of the list. A map whose key is not that of its value cannot be saved, nor can a list be read in which two elements have one key, since one of them would be lost.
 *
 * <p>Queries reach into the elements as into those of a list, {@code findByItemsPrice}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface MapKey {

    /**
     * The field of the values that is the key.
     *
     * @return the name of the field
     */
    String value();
}
