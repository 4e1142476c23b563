package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the field, a {@code String}, that holds the namespace of the entity's key, empty for the default one. Null in a new object means that of the datastore. It is
 * part of the key and not stored again as a property; saving with another namespace stores another entity. An id alone means the datastore's own namespace; what lies in
 * another is found by its key.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Namespace {}
