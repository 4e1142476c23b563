package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the field, a {@code String}, that holds the namespace of the entity's key, empty for the default one. It is part of the key and not stored again as a
 * property. Null in a new object means the namespace of the call, which a save sets.
 *
 * <p>A call that is in a namespace, by {@code Namespaces.run}, {@code inNamespace} or a {@code NamespaceResolver}, saves and deletes objects of that namespace only:
 * another one in the field is an error. Outside, the field decides: saving with another namespace stores another entity, and an id alone means
 * the configured namespace; what lies in another is found by its key.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface Namespace {}
