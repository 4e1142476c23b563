package dev.kindred.datastore.spring.data.repository;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.data.annotation.QueryAnnotation;

/**
 * The query of a method as GQL:
 *
 * <pre>{@code
 * @Query("SELECT * WHERE country = @country AND size > @size ORDER BY size DESC")
 * Page<City> largeOnes(String country, long size, Pageable page);
 * }</pre>
 *
 * <p>{@code @name} and {@code :name} stand for the parameter of that name, {@code @1} and {@code :1} for the first that is no {@code Pageable} or its like, and
 * {@code :#{…}} for the value of an expression. Properties have the names they are stored under, the id is {@code __key__}, and {@code FROM} may be left out. What is
 * bound is converted as the property it is compared with is stored; null is bound as null. Literals in the text are taken as they are. {@code Sort}, {@code Limit},
 * {@code Pageable}, {@code ScrollPosition}, an {@link Ancestor} and a projection's {@code Class} may be parameters at any place.
 *
 * <p>A text may change entities as well: {@code UPDATE City SET visits = visits + 1 WHERE country = @country} and {@code DELETE FROM City WHERE size < @size}. See {@link Update} for
 * what a change does and returns; a deletion may return the deleted entities, too.
 *
 * <p>The method returns what a derived one may. A text that selects properties gives records, interfaces, maps or, for one property, its values; {@code SELECT __key__}
 * gives keys or ids; {@code COUNT(*)}, {@code SUM} and {@code AVG} give a number, or several of them as a map, record or interface by their aliases. Text, properties,
 * parameters and result are checked at start-up.
 *
 * <p>Without an annotation, a text is looked up in {@code META-INF/datastore-named-queries.properties} under {@code Kind'sClass.method}.
 */
@Documented
@QueryAnnotation
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {

    /**
     * The statement: SELECT, UPDATE or DELETE.
     *
     * @return GQL; empty to look it up by {@link #name}
     */
    @AliasFor("gql")
    String value() default "";

    /**
     * The statement: SELECT, UPDATE or DELETE.
     *
     * @return GQL; empty to look it up by {@link #name}
     */
    @AliasFor("value")
    String gql() default "";

    /**
     * The name of the statement among the named queries.
     *
     * @return empty for the simple name of the entity's class, a dot, and the method's name
     */
    String name() default "";

    /**
     * The statement that counts the results of a page.
     *
     * @return GQL that asks for one number, or whose results are counted; empty to count those of the query
     */
    String countQuery() default "";

    /**
     * Whether the method returns the number of results.
     *
     * @return true to count on the side of the store
     */
    boolean count() default false;

    /**
     * Whether the method returns if there are results.
     *
     * @return true to look for one
     */
    boolean exists() default false;

    /**
     * Whether the method deletes the results, in one transaction, and returns what a derived deletion may.
     *
     * @return true to delete
     */
    boolean delete() default false;
}
