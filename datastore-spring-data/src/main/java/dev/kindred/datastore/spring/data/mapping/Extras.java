package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the field, a {@code Map<String, Object>}, that holds the properties which no other field stands for. They are stored beside those of the fields, under their
 * own names: what is put into the map is stored, and what is taken out of it is gone with the next save. Never null when it is read.
 *
 * <p>A value that was read and not changed is stored exactly as it was. Others are indexed unless they are too long for that. They may be what a field of type
 * {@code Object} may hold.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Extras {}
