package dev.kindred.datastore.query;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A GQL statement that has been read, a query or a change, to be given values as often as one likes. What no bindings can make right is refused before. Immutable, for
 * all threads.
 *
 * <p>Made by {@link Gql#parse(String)}.
 */
public final class GqlQuery {

    private final GqlSource source;
    private final GqlStatement statement;
    private final Set<String> names = new TreeSet<>();
    private final int positions;
    private final List<GqlUse> uses;

    GqlQuery(GqlSource source, GqlStatement statement) {
        this.source = source;
        this.statement = statement;
        this.uses = GqlUses.of(statement);
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
     * Where it uses its bindings, and what for.
     *
     * @return one for each mention, what is set and the numbers of aggregations first, then the condition, limit and offset
     */
    public List<GqlUse> uses() {
        return uses;
    }

    /**
     * The kind it looks at.
     *
     * @return null if the text does not say
     */
    public @Nullable String kind() {
        return statement.base().kind();
    }

    /**
     * The properties it speaks of, to select, compare, sort or compute. Those that it only sets are not among them.
     *
     * @return in the order of the text; with {@link Query#KEY} if it compares keys or sorts by them
     */
    public Set<String> properties() {
        return Collections.unmodifiableSet(statement.places().properties().keySet());
    }

    /**
     * The properties that it sets.
     *
     * @return in the order of the text; empty unless it is an UPDATE
     */
    public List<String> assigned() {
        return statement.assignments().stream()
                .map(GqlStatement.Assigned::property)
                .toList();
    }

    /**
     * An error for somebody who knows more than GQL, such as which properties there are.
     *
     * @param word a property, the kind, or a binding with its sign; the error shows its first place, or the beginning if the text does not mention it
     * @param problem what is wrong and what to write instead
     * @return the exception, to throw or to take the message from
     */
    public InvalidGqlException errorAt(String word, String problem) {
        Integer property = statement.places().properties().get(word);
        if (property != null) {
            return source.error(property, problem);
        }
        return source.error(
                statement.bindings().stream()
                        .filter(binding -> binding.shown().equals(word))
                        .mapToInt(GqlOperand.Binding::at)
                        .findFirst()
                        .orElse(word.equals(kind()) ? statement.places().kind() : 0),
                problem);
    }

    /**
     * The same for a property where it is set.
     *
     * @param property one of {@link #assigned}
     * @param problem what is wrong and what to write instead
     * @return the exception, to throw or to take the message from
     */
    public InvalidGqlException errorAtAssigned(String property, String problem) {
        return source.error(
                statement.assignments().stream()
                        .filter(each -> each.property().equals(property))
                        .mapToInt(GqlStatement.Assigned::at)
                        .findFirst()
                        .orElse(0),
                problem);
    }

    /**
     * Whether it changes entities, so that {@link #asChange} makes sense of it and no other method does.
     *
     * @return true for UPDATE and DELETE
     */
    public boolean isChange() {
        return statement.verb() != GqlStatement.Verb.SELECT;
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
     * @throws InvalidGqlException if it has bindings, asks for numbers or is a change
     */
    public Query asQuery() {
        return asQuery(GqlBindings.none());
    }

    /**
     * The query with these bindings.
     *
     * @param bindings a value for each named binding, others being ignored, and for each positional one, without others
     * @return the query
     * @throws InvalidGqlException if a binding is missing, of the wrong kind, or an unused positional one, or if the statement asks for numbers or is a change
     */
    public Query asQuery(GqlBindings bindings) {
        refuseChange();
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
     * @throws InvalidGqlException if a binding is missing, of the wrong kind, or an unused positional one, or if the statement asks for rows or is a change
     */
    public AggregationQuery asAggregation(GqlBindings bindings) {
        refuseChange();
        if (!isAggregation()) {
            throw source.error(0, "This asks for rows; COUNT, COUNT_UP_TO, SUM or AVG was expected.");
        }
        return binder(bindings).aggregation(statement);
    }

    /**
     * The change with these bindings.
     *
     * @param bindings a value for each named binding, others being ignored, and for each positional one, without others
     * @return the change
     * @throws InvalidGqlException if a binding is missing, of the wrong kind, or an unused positional one, or if the statement is a query
     */
    public GqlChange asChange(GqlBindings bindings) {
        if (!isChange()) {
            throw source.error(0, "This asks for something; UPDATE or DELETE was expected.");
        }
        return binder(bindings).change(statement);
    }

    private void refuseChange() {
        if (isChange()) {
            throw source.error(0, "This changes entities; a query was expected.");
        }
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
