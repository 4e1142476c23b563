package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/** Says under which property name a field is stored, and what becomes of null. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Field {

    /** What to do with a field that is null. */
    enum Nulls {
        /** As the mapping context says: {@link #WRITE}, unless it was told otherwise. */
        DEFAULT,
        /** Store null: queries find it, and it sorts first. */
        WRITE,
        /** Leave the property out: no query that filters or sorts by it finds the entity. */
        SKIP
    }

    /** What to do where a number is stored for a text, or a text for a number. */
    enum Reading {
        /** As the mapping context says: {@link #STRICT}, unless it was told otherwise. */
        DEFAULT,
        /** Refuse it, with an error that names key, property and value. */
        STRICT,
        /** Read the text {@code "17"} as number, and the number 17 as text, where nothing is lost; elements of lists too. */
        LENIENT
    }

    /**
     * The property's name.
     *
     * @return the name, without dots; empty for the name of the field
     */
    @AliasFor("name")
    String value() default "";

    /**
     * The property's name; another word for {@link #value()}.
     *
     * @return the name, without dots; empty for the name of the field
     */
    @AliasFor("value")
    String name() default "";

    /**
     * What to do with null.
     *
     * @return as the mapping context says, unless said otherwise
     */
    Nulls nulls() default Nulls.DEFAULT;

    /**
     * What to do where a number is stored for a text, or a text for a number, as by another program or an earlier version. Queries compare with the field's own type, so that they find what is stored otherwise
     * only after it has been saved again.
     *
     * @return as the mapping context says, unless said otherwise
     */
    Reading reading() default Reading.DEFAULT;
}
