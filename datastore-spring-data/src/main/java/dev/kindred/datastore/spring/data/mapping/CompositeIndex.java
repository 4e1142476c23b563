package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares an index over several properties of an entity, for queries that combine equalities with an order: {@code @CompositeIndex({"country", "-population"})}
 * serves {@code findByCountryOrderByPopulationDesc} with one scan. No query needs one. Each costs a row per entity, written with it; a new one is built while the
 * application runs.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(CompositeIndexes.class)
public @interface CompositeIndex {

    /**
     * The columns: paths of properties as in method names, dots between the steps, a minus in front for descending. First those compared for equality, then the
     * orders. At least two.
     *
     * @return the columns in order
     */
    String[] value();
}
