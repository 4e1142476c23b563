package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stores a field as JSON text, whatever its type: for what is read as a whole and never asked for. Needs Jackson 3. Not indexed, so that it may have up to 1 MiB; {@link Indexed} on the
 * field indexes the text. Jackson's {@code JsonNode} is stored so without the annotation.
 *
 * <p>The type must stay readable for Jackson: what is renamed or taken away in it is not migrated.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Json {}
