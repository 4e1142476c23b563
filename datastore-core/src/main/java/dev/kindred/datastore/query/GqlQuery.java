package dev.kindred.datastore.query;

import java.util.Set;
import java.util.TreeSet;

/**
 * A GQL statement that has been read, to be given values as often as one likes. What no bindings can make right is refused before. Immutable, for
 * all threads.
 *
 * <p>Made by {@link Gql#parse(String)}.
 */
public final class GqlQuery {

    private final GqlSource source;
    private final GqlStatement statement;
    private final Set<String> names = new TreeSet<>();
    private final int positions;

    GqlQuery(GqlSource source, GqlStatement statement) {
        this.source = source;
        this.statement = statement;
        Set<Integer> numbers = new TreeSet<>();
        for (GqlOperand.Binding binding : statement.bindings()) {
            if (binding.isPositional()) {
                numbers.add(Integer.valueOf(binding.name()));
            } else {
                names.add(binding.name());
            }
        }
        this.positions = numbers.size();
        for (GqlOperand.Binding binding : statement.bindings()) {
            if (binding.isPositional() && Integer.parseInt(binding.name()) > positions) {
                throw source.error(
                        binding.at(),
                        "There is " + binding.shown()
                                + " but not every number before it; number the bindings from @1 on.");
            }
        }
        new GqlBinder(source, GqlBindings.none()).checkLiterals(statement);
    }

    /**
     * The names of its named bindings, without the sign.
     *
     * @return in alphabetical order
     */
    public Set<String> names() {
        return Set.copyOf(names);
    }

    /**
     * How many positional bindings it has.
     *
     * @return 0 or more
     */
    public int positions() {
        return positions;
    }

    /**
     * Whether it asks for numbers, so that {@link #asAggregation} makes sense of it, or for rows and {@link #asQuery} does.
     *
     * @return true for COUNT, COUNT_UP_TO, SUM and AVG
     */
    public boolean isAggregation() {
        return !statement.aggregates().isEmpty();
    }

    /**
     * The query for a text without bindings.
     *
     * @return the query
     * @throws InvalidGqlException if it has bindings, or asks for numbers
     */
    public Query asQuery() {
        return asQuery(GqlBindings.none());
    }

    /**
     * The query with these bindings.
     *
     * @param bindings a value for each named binding, others being ignored, and for each positional one, without others
     * @return the query
     * @throws InvalidGqlException if a binding is missing, of the wrong kind, or an unused positional one, or if the statement asks for numbers
     */
    public Query asQuery(GqlBindings bindings) {
        if (isAggregation()) {
            throw source.error(
                    statement.aggregates().get(0).at(), "This asks for numbers; a query for rows was expected.");
        }
        return binder(bindings).query(statement);
    }

    /**
     * The aggregation query with these bindings.
     *
     * @param bindings a value for each named binding, others being ignored, and for each positional one, without others
     * @return the aggregation query
     * @throws InvalidGqlException if a binding is missing, of the wrong kind, or an unused positional one, or if the statement asks for rows
     */
    public AggregationQuery asAggregation(GqlBindings bindings) {
        if (!isAggregation()) {
            throw source.error(0, "This asks for rows; COUNT, COUNT_UP_TO, SUM or AVG was expected.");
        }
        return binder(bindings).aggregation(statement);
    }

    private GqlBinder binder(GqlBindings bindings) {
        if (bindings.positions() > positions) {
            throw source.error(
                    statement.bindings().stream()
                            .mapToInt(GqlOperand.Binding::at)
                            .max()
                            .orElse(0),
                    bindings.positions() + " positional values are bound, but the text uses "
                            + (positions == 0 ? "none." : "them up to @" + positions + " only."));
        }
        return new GqlBinder(source, bindings);
    }

    /** The text as it was given. */
    @Override
    public String toString() {
        return source.text();
    }
}
