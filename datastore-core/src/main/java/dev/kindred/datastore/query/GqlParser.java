package dev.kindred.datastore.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a statement by recursive descent, one method for each rule of the grammar, in its order. Bindings are left open. */
final class GqlParser {

    private static final String FUNCTIONS = "COUNT(*), COUNT_UP_TO(…), SUM(…) or AVG(…)";

    private final GqlTokens tokens;
    private final GqlOperandParser operands;

    private GqlParser(GqlSource source, Gql.Literals literals) {
        this.tokens = new GqlTokens(source, literals);
        this.operands = new GqlOperandParser(tokens);
    }

    static GqlStatement parse(GqlSource source, Gql.Literals literals) {
        GqlParser parser = new GqlParser(source, literals);
        GqlStatement statement = parser.statement();
        parser.tokens.expectEnd();
        return statement;
    }

    private GqlStatement statement() {
        if (tokens.accept("UPDATE")) {
            return update();
        }
        if (tokens.accept("DELETE")) {
            return rest(Function.identity()).change(GqlStatement.Verb.DELETE, List.of());
        }
        if (tokens.accept("AGGREGATE")) {
            List<GqlStatement.Aggregate> aggregates = aggregates();
            tokens.expect("OVER");
            tokens.expect("(");
            tokens.expect("SELECT");
            if (isAggregate()) {
                throw tokens.source.error(tokens.at(), "AGGREGATE … OVER ( ) takes a query for rows, not for numbers.");
            }
            GqlStatement over = rest(selection());
            tokens.expect(")");
            return over.aggregate(aggregates);
        }
        tokens.expect("SELECT");
        return isAggregate() ? aggregated(aggregates()) : rest(selection());
    }

    private GqlStatement aggregated(List<GqlStatement.Aggregate> aggregates) {
        return rest(Function.identity()).aggregate(aggregates);
    }

    private boolean isAggregate() {
        return tokens.isCall("COUNT") || tokens.isCall("COUNT_UP_TO") || tokens.isCall("SUM") || tokens.isCall("AVG");
    }

    private List<GqlStatement.Aggregate> aggregates() {
        List<GqlStatement.Aggregate> aggregates = new ArrayList<>();
        List<Aggregation> templates = new ArrayList<>();
        do {
            if (!isAggregate()) {
                throw tokens.unexpected(FUNCTIONS);
            }
            GqlStatement.Aggregate aggregate = aggregate();
            aggregates.add(aggregate);
            templates.add(aggregate.template());
            // Their number and names are checked as soon as one is too many.
            tokens.source.checked(aggregate.at(), () -> new AggregationQuery(Query.kindless(), templates));
        } while (tokens.accept(","));
        return aggregates;
    }

    private GqlStatement.Aggregate aggregate() {
        GqlToken function = tokens.take();
        int at = function.start();
        tokens.expect("(");
        GqlOperand upTo = null;
        Aggregation template = Aggregation.count();
        if (function.is("COUNT")) {
            tokens.expect("*");
        } else if (function.is("COUNT_UP_TO")) {
            upTo = operands.count();
        } else {
            int place = tokens.at();
            String property = tokens.name(GqlTokens.PROPERTY);
            template = tokens.source.checked(
                    place, () -> function.is("SUM") ? Aggregation.sum(property) : Aggregation.average(property));
        }
        tokens.expect(")");
        if (tokens.accept("AS")) {
            template = template.as(tokens.name("an alias"));
        }
        return new GqlStatement.Aggregate(template, upTo, at);
    }

    /** What stands between SELECT and FROM, as a change of the query for all of a kind. */
    private Function<Query, Query> selection() {
        boolean distinct = tokens.accept("DISTINCT");
        if (distinct && tokens.isCall("ON")) {
            tokens.take();
            tokens.expect("(");
            String[] names = names(name -> Query.kindless().distinctOn(name));
            tokens.expect(")");
            Function<Query, Query> selected = tokens.accept("*") ? Function.identity() : keysOrProjection();
            return query -> selected.apply(query).distinctOn(names);
        }
        if (distinct) {
            String[] names = names(name -> Query.kindless().project(name));
            return query -> query.project(names).distinct();
        }
        return tokens.accept("*") ? Function.identity() : keysOrProjection();
    }

    private Function<Query, Query> keysOrProjection() {
        if (tokens.current().text().equals(Query.KEY) && !tokens.peek(1).is(",")) {
            tokens.take();
            return Query::keysOnly;
        }
        String[] names = names(name -> Query.kindless().project(name));
        return query -> query.project(names);
    }

    private String[] names(Function<String[], Query> check) {
        List<String> names = new ArrayList<>();
        do {
            int at = tokens.at();
            if (isAggregate()) {
                throw tokens.source.error(at, "Properties and aggregations do not go together; run two queries.");
            }
            names.add(tokens.name(GqlTokens.PROPERTY));
            tokens.source.checked(at, () -> check.apply(names.toArray(String[]::new)));
        } while (tokens.accept(","));
        return names.toArray(String[]::new);
    }

    /** What follows the selection. */
    private GqlStatement rest(Function<Query, Query> selection) {
        Query query = Query.kindless();
        int kind = 0;
        if (tokens.accept("FROM")) {
            kind = tokens.at();
            query = Query.kind(tokens.name("a kind"));
        }
        return rest(selection.apply(query), kind);
    }

    /** What follows the kind. */
    private GqlStatement rest(Query all, int kind) {
        Query query = all;
        GqlCondition where = tokens.accept("WHERE") ? new GqlConditionParser(tokens, operands).condition() : null;
        if (tokens.accept("ORDER", "ORDER BY")) {
            tokens.expect("BY");
            do {
                query = query.orderBy(order());
            } while (tokens.accept(","));
        }
        List<GqlOperand> limits = new ArrayList<>();
        List<GqlOperand> offsets = new ArrayList<>();
        // In either order: that of the current grammar, and that of its predecessor.
        boolean more = true;
        while (more) {
            if (limits.isEmpty() && tokens.accept("LIMIT")) {
                limit(limits);
            } else if (offsets.isEmpty() && tokens.accept("OFFSET")) {
                offsets.add(operands.count());
                if (tokens.accept("+")) {
                    offsets.add(operands.count());
                }
            } else {
                more = false;
            }
        }
        return new GqlStatement(
                query,
                where,
                limits,
                offsets,
                List.of(),
                GqlStatement.Verb.SELECT,
                List.of(),
                operands.bindings(),
                new GqlPlaces(kind, tokens.properties()));
    }

    private GqlStatement update() {
        int kind = tokens.at();
        // A kind may be named so.
        boolean named = !tokens.current().is("SET") || tokens.peek(1).is("SET");
        Query all = named ? Query.kind(tokens.name("a kind")) : Query.kindless();
        tokens.expect("SET");
        List<GqlStatement.Assigned> assignments = new ArrayList<>();
        do {
            GqlStatement.Assigned added = assignment();
            assignments.forEach(each -> checkApart(each.property(), added));
            assignments.add(added);
        } while (tokens.accept(","));
        return rest(all, named ? kind : 0).change(GqlStatement.Verb.UPDATE, assignments);
    }

    private void checkApart(String property, GqlStatement.Assigned added) {
        String other = added.property();
        if (property.equals(other) || other.startsWith(property + ".") || property.startsWith(other + ".")) {
            throw tokens.source.error(
                    added.at(),
                    "\"" + other + "\" is set twice" + (property.equals(other) ? "" : ", since \"" + property + "\" is")
                            + "; set a property once.");
        }
    }

    private GqlStatement.Assigned assignment() {
        int at = tokens.at();
        String property = tokens.name("a property to set");
        if (property.equals(Query.KEY)) {
            throw tokens.source.error(at, "The key of an entity never changes; store a new entity instead.");
        }
        tokens.expect("=");
        GqlToken word = tokens.current();
        boolean name = word.is(GqlToken.Type.QUOTED_NAME) || word.is(GqlToken.Type.WORD);
        if (!name || operands.isNext()) {
            return new GqlStatement.Assigned(property, GqlChange.Operation.SET, operands.value(), at);
        }
        boolean calculates = tokens.peek(1).is("+") || tokens.peek(1).is("-");
        if (!word.text().equals(property)) {
            throw calculates
                    ? tokens.source.error(
                            word.start(),
                            "A property is set to a value, or to itself plus or minus a number; write "
                                    + Gql.name(property) + " = " + Gql.name(property) + " + 1.")
                    : tokens.unexpected(GqlOperandParser.VALUE);
        }
        tokens.take();
        GqlChange.Operation operation = tokens.accept("+") ? GqlChange.Operation.ADD : GqlChange.Operation.SUBTRACT;
        if (operation == GqlChange.Operation.SUBTRACT) {
            tokens.expect("-");
        }
        GqlStatement.Assigned assigned = new GqlStatement.Assigned(property, operation, operands.value(), at);
        if (assigned.operand().isLiteral()) {
            new GqlBinder(tokens.source, GqlBindings.none()).assignment(assigned);
        }
        return assigned;
    }

    private Order order() {
        String property = tokens.name(GqlTokens.PROPERTY);
        if (tokens.accept("DESC")) {
            return Order.descending(property);
        }
        tokens.accept("ASC");
        return Order.ascending(property);
    }

    private void limit(List<GqlOperand> limits) {
        if (tokens.isCall("FIRST")) {
            tokens.take();
            tokens.expect("(");
            tokens.descend();
            limit(limits);
            tokens.expect(",");
            limit(limits);
            tokens.ascend();
            tokens.expect(")");
        } else {
            limits.add(operands.count());
        }
    }
}
