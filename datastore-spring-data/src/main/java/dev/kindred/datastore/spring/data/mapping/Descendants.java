package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field, a {@code List}, {@code Collection} or {@code Iterable}, that holds the entities of a type whose keys lie below that of the field's owner, in the order of
 * their keys. It is not stored: the keys of the descendants say it all. A list that is not loaded yet loads itself, by one query, when it is first used, and may be changed; what is
 * taken out of it is not deleted.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Descendants {

    /** When they are read. */
    enum Loading {
        /** When the list is used. */
        LAZY,
        /** With their owner: one query for each. */
        EAGER
    }

    /**
     * When they are read.
     *
     * @return when the list is used, unless said otherwise
     */
    Loading fetch() default Loading.LAZY;

    /**
     * What is done to them along with their owner. {@link Cascade#SAVE} puts new ones below it; their type needs a {@link Parent} for that.
     *
     * @return nothing, unless said otherwise
     */
    Cascade[] cascade() default {};
}
