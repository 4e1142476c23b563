package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how the id of a new object is made. Without it, ids of type {@code long}, {@code Long} and {@code Key} are allocated by the store, those of type {@code int} and
 * {@code Integer} counted up, {@code UUID}s made at random, and others have to be given. An object is new if its id is null, or 0 in a primitive.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface GeneratedId {

    /** How to make an id. */
    enum Strategy {
        /** Allocated by the store, all of a batch in one step: scattered numbers of 53 bits. For {@code long}, {@code Long}, {@code Key}. */
        LONG,
        /** At random, without the store. For {@code UUID} and {@code String}. */
        UUID,
        /**
         * 26 characters that sort by the time at which they were made, and at random within a millisecond on several machines. For {@code String}. New entities lie at one end of the
         * key space, which makes reading the latest cheap.
         */
        ULID
    }

    /**
     * The strategy.
     *
     * @return how to make an id
     */
    Strategy value() default Strategy.LONG;
}
