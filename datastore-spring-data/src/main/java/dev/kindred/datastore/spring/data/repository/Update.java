package dev.kindred.datastore.spring.data.repository;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a method sets in the entities that its name describes:
 *
 * <pre>{@code
 * @Update("country = @country, visits = visits + 1")
 * long updateByNameStartingWith(String prefix, String country);
 * }</pre>
 *
 * <p>The text is what stands between {@code SET} and {@code WHERE} of an UPDATE in GQL. {@code @name} and {@code :name} stand for the parameter of that name,
 * {@code @1} and {@code :1} for the first; the conditions of the name take the other parameters in their order. The name is {@code update…By…}, or begins as that of any query
 * for entities. Without this annotation the name says what to set: {@code updateCountryAndVisitsByName(String country, long visits, String name)} takes the new values
 * first. A statement with its own WHERE is a {@link Query}.
 *
 * <p>The method joins the caller's transaction, or has one of its own: all of it is changed or nothing. It returns {@code void}, the number of entities that it found
 * as an {@code int} or {@code long}, or as a {@code boolean} whether there were any. A transaction writes at most 10 MiB; for more, give the method a {@code Limit} and call it until it
 * changes nothing.
 *
 * <p>Each entity is changed as by {@link dev.kindred.datastore.spring.data.template.PartialUpdate}: no objects are saved, so that callbacks, events and validation do not take part; a
 * {@code @Version} is counted up, and {@code @LastModifiedDate} and {@code @LastModifiedBy} are set. A missing number or null counts from 0; a value that its field cannot hold
 * is an error. An assignment whose parameter is marked {@link SkipIfNull} is left out for null.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Update {

    /**
     * What to set.
     *
     * @return such as {@code city = @city, visits = visits + 1}
     */
    String value();
}
