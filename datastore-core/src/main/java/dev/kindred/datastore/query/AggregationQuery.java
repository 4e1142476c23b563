package dev.kindred.datastore.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Numbers to compute over the results of a query, all in one pass.
 *
 * @param query whose results; its cursors, offset and limit hold
 * @param aggregations 1 to 5
 */
public record AggregationQuery(Query query, List<Aggregation> aggregations) {

    /** The most aggregations of one query: the current Datastore's limit. */
    public static final int MAX_AGGREGATIONS = 5;

    /**
     * Copies and checks the list.
     *
     * @param query see the record
     * @param aggregations see the record
     * @throws InvalidQueryException if there are none, more than 5, or two of one name
     */
    public AggregationQuery {
        aggregations = List.copyOf(aggregations);
        if (aggregations.isEmpty() || aggregations.size() > MAX_AGGREGATIONS) {
            throw new InvalidQueryException("A query has " + aggregations.size() + " aggregations; it takes 1 to "
                    + MAX_AGGREGATIONS + ". Split it into several.");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names(aggregations)) {
            if (!seen.add(name)) {
                throw new InvalidQueryException(
                        "Two aggregations are named \"" + name + "\"; give one of them another alias.");
            }
        }
    }

    /**
     * Numbers over a query.
     *
     * @param query whose results
     * @param aggregations 1 to 5
     * @return the aggregation query
     * @throws InvalidQueryException if there are none, more than 5, or two of one name
     */
    public static AggregationQuery of(Query query, Aggregation... aggregations) {
        return new AggregationQuery(query, List.of(aggregations));
    }

    /**
     * The names of the numbers in the answer.
     *
     * @return in the order of the aggregations
     */
    public List<String> names() {
        return names(aggregations);
    }

    private static List<String> names(List<Aggregation> aggregations) {
        List<String> names = new ArrayList<>();
        int unnamed = 0;
        for (Aggregation aggregation : aggregations) {
            names.add(
                    aggregation.alias() == null
                            ? "property_" + ++unnamed
                            : Objects.requireNonNull(aggregation.alias()));
        }
        return names;
    }

    /** As {@link Gql#format(AggregationQuery) GQL}, for people and logs; values are shown, and behind the text what it cannot say. */
    @Override
    public String toString() {
        return new GqlPrinter(query.namespace()).aggregation(this).shown();
    }
}
