package dev.kindred.datastore.spring.data.repository;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of a query method whose condition is left out where the argument is null, as for the empty fields of a search form:
 *
 * <pre>{@code
 * List<City> findByCountryAndSizeGreaterThan(@SkipIfNull @Nullable String country, long size);
 * }</pre>
 *
 * <p>A condition with several parameters is left out if one that is so marked is null. Beside {@code Or} the alternative goes on without the condition, and goes
 * altogether if it has no other; without any condition left, all entities are found. It works on {@link Ancestor} parameters of derived queries, and on comparisons of
 * {@link Query} too.
 *
 * @see OptionalFilters
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface SkipIfNull {}
