package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores the key of another entity in place of its object, and reads the object with what holds it, as {@link Fetch} does; null where there is none any more. Spring
 * Data's annotation of this name does the same. On a {@link Ref}, which needs neither to be a reference, it only says what becomes of missing objects and what is done
 * along.
 *
 * <p>The other entity must have its id when a reference to it is stored: it is not saved along, unless {@link #cascade} says so. Objects that refer to each other in a circle cannot be read so; a {@link Ref} can.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Reference {

    /** What becomes of a reference to an entity that is not there. */
    enum Dangling {
        /** It is null, in a list too, where it keeps its place. */
        NULL,
        /** Loading it is an error that names the key. */
        FAIL
    }

    /**
     * What becomes of a reference to an entity that is not there.
     *
     * @return null, unless said otherwise
     */
    Dangling dangling() default Dangling.NULL;

    /**
     * What is done to the other entity along with the one that refers to it. Counts on the fields of entities, not on those of nested values.
     *
     * @return nothing, unless said otherwise
     */
    Cascade[] cascade() default {};
}
