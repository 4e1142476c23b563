package dev.kindred.datastore.spring.data.repository;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a query method, a {@link dev.kindred.datastore.model.Key}, that limits the query to this key and what lies below it. It may stand at
 * any place and takes no part in the method's name:
 *
 * <pre>{@code
 * List<Comment> findByApprovedTrueOrderByCreatedDesc(@Ancestor Key city);
 * }</pre>
 *
 * <p>{@code findByAncestorAndApprovedTrueOrderByCreatedDesc(Key city)} says the same by name.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Ancestor {}
