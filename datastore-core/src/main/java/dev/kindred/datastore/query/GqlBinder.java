package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.GqlBindings.Argument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts bindings into a statement. Whatever does not fit is reported at the place where the statement takes it, by the binding's name. */
final class GqlBinder {

    private final GqlSource source;
    private final GqlBindings bindings;
    private final Partition defaults;

    GqlBinder(GqlSource source, GqlBindings bindings) {
        this.source = source;
        this.bindings = bindings;
        Partition home = bindings.partition();
        this.defaults = home == null ? Partition.DEFAULT : home;
    }

    /** Finds what no bindings can make right, as far as the parser has not. */
    void checkLiterals(GqlStatement statement) {
        GqlCondition where = statement.where();
        if (where != null && GqlAncestors.areLiteral(where)) {
            new GqlAncestors(source, this).of(where);
        }
        limit(statement.base(), literals(statement.limits()));
        offset(statement.base(), literals(statement.offsets()));
    }

    private static List<GqlOperand> literals(List<GqlOperand> operands) {
        return operands.stream().filter(GqlOperand::isLiteral).toList();
    }

    Query query(GqlStatement statement) {
        Query query = statement.base();
        if (bindings.partition() != null) {
            query = query.namespace(defaults.namespace());
        }
        if (statement.where() != null) {
            query = where(query, statement.where());
        }
        return offset(limit(query, statement.limits()), statement.offsets());
    }

    GqlChange change(GqlStatement statement) {
        return new GqlChange(
                query(statement),
                statement.assignments().stream().map(this::assignment).toList());
    }

    GqlChange.Assignment assignment(GqlStatement.Assigned assigned) {
        Value value = value(assigned.operand());
        boolean number = value instanceof Value.LongValue || value instanceof Value.DoubleValue;
        if (assigned.operation() != GqlChange.Operation.SET && !number) {
            throw source.error(
                    assigned.operand().at(),
                    shown(assigned.operand()) + " is " + kindOf(value) + "; only a number can be added or subtracted.");
        }
        return new GqlChange.Assignment(assigned.property(), assigned.operation(), value);
    }

    AggregationQuery aggregation(GqlStatement statement) {
        List<Aggregation> aggregations = new ArrayList<>();
        for (GqlStatement.Aggregate each : statement.aggregates()) {
            String alias = each.template().alias();
            aggregations.add(each.upTo() == null ? each.template() : new Aggregation.Count(number(each.upTo()), alias));
        }
        return new AggregationQuery(query(statement), aggregations);
    }

    private Query where(Query base, GqlCondition condition) {
        Key ancestor = new GqlAncestors(source, this).of(condition);
        Query query = ancestor == null ? base : base.ancestor(ancestor);
        Filter filter = filter(condition);
        if (filter instanceof Filter.And and) {
            for (Filter each : and.filters()) {
                query = query.filter(each);
            }
            return query;
        }
        return filter == null ? query : query.filter(filter);
    }

    /** The condition without its ancestors; null if nothing else is asked. */
    @Nullable
    Filter filter(GqlCondition condition) {
        if (condition instanceof GqlCondition.Comparison comparison) {
            Value operand = value(comparison.operand());
            checkFits(comparison, operand);
            return Filter.of(comparison.property(), comparison.operator(), operand);
        }
        if (condition instanceof GqlCondition.All all) {
            List<Filter> parts = new ArrayList<>();
            for (GqlCondition each : all.conditions()) {
                Filter part = filter(each);
                if (part != null) {
                    parts.add(part);
                }
            }
            return parts.size() > 1 ? new Filter.And(parts) : parts.isEmpty() ? null : parts.get(0);
        }
        if (condition instanceof GqlCondition.Any any) {
            List<Filter> parts = new ArrayList<>();
            for (GqlCondition each : any.conditions()) {
                Filter part = filter(each);
                if (part == null) {
                    return null;
                }
                parts.add(part);
            }
            return new Filter.Or(parts);
        }
        return null;
    }

    private Query limit(Query base, List<GqlOperand> limits) {
        Query query = base;
        Cursor end = null;
        for (GqlOperand each : limits) {
            Cursor cursor = cursor(each);
            if (cursor == null) {
                int most = position(each, "LIMIT");
                query = query.limit(query.limit() < 0 ? most : Math.min(most, query.limit()));
            } else if (end == null || end.equals(cursor)) {
                end = cursor;
            } else {
                throw source.error(each.at(), shown(each) + " is a second cursor to end at; a query takes one.");
            }
        }
        return query.endAt(end);
    }

    private Query offset(Query base, List<GqlOperand> offsets) {
        Cursor start = null;
        long skipped = 0;
        for (GqlOperand each : offsets) {
            Cursor cursor = cursor(each);
            if (cursor == null) {
                skipped += position(each, "OFFSET");
            } else if (start == null) {
                start = cursor;
            } else {
                throw source.error(each.at(), shown(each) + " is a second cursor to start at; a query takes one.");
            }
            if (skipped > Integer.MAX_VALUE) {
                throw source.error(each.at(), "OFFSET " + skipped + " is more than " + Integer.MAX_VALUE + ".");
            }
        }
        return base.offset((int) skipped).startAt(start);
    }

    private int position(GqlOperand operand, String clause) {
        long number = number(operand);
        if (number > Integer.MAX_VALUE) {
            throw source.error(operand.at(), clause + " " + number + " is more than " + Integer.MAX_VALUE + ".");
        }
        return (int) number;
    }

    private long number(GqlOperand operand) {
        Value value = value(operand);
        if (!(value instanceof Value.LongValue number)) {
            throw source.error(
                    operand.at(), shown(operand) + " is " + kindOf(value) + "; a number of 0 or more is needed.");
        }
        if (number.value() < 0) {
            throw source.error(
                    operand.at(), shown(operand) + " is " + number.value() + "; a number of 0 or more is needed.");
        }
        return number.value();
    }

    private @Nullable Cursor cursor(GqlOperand operand) {
        return operand instanceof GqlOperand.Binding binding && argument(binding) instanceof Argument.OfCursor cursor
                ? cursor.cursor()
                : null;
    }

    /** A complete key. */
    Key key(GqlOperand operand) {
        Value value = value(operand);
        if (!(value instanceof Value.KeyValue key)) {
            throw source.error(operand.at(), shown(operand) + " is " + kindOf(value) + "; a key is needed.");
        }
        return key.value();
    }

    private Value value(GqlOperand operand) {
        if (operand instanceof GqlOperand.Literal literal) {
            return literal.value();
        }
        if (operand instanceof GqlOperand.KeyPath path) {
            return source.checked(path.at(), () -> Value.of(path.in(defaults)));
        }
        if (operand instanceof GqlOperand.Array array) {
            List<Value> values = new ArrayList<>();
            for (GqlOperand each : array.elements()) {
                Value value = value(each);
                if (value instanceof Value.ListValue) {
                    throw source.error(each.at(), shown(each) + " is a list; a list holds single values.");
                }
                values.add(value);
            }
            return Value.of(values);
        }
        GqlOperand.Binding binding = (GqlOperand.Binding) operand;
        if (argument(binding) instanceof Argument.OfValue value) {
            return value.value();
        }
        throw source.error(binding.at(), binding.shown() + " is a cursor; it may stand after OFFSET and LIMIT alone.");
    }

    private Argument argument(GqlOperand.Binding binding) {
        Argument argument = bindings.find(binding.name());
        if (argument == null) {
            throw source.error(
                    binding.at(),
                    binding.shown() + " is not bound"
                            + (binding.isPositional()
                                    ? "; " + bindings.positions() + " positional values are."
                                    : "; give it a value."));
        }
        return argument;
    }

    /** Says by the binding's name what the filter's own check would say without. */
    private void checkFits(GqlCondition.Comparison comparison, Value value) {
        boolean takesList = comparison.operator() == Operator.IN || comparison.operator() == Operator.NOT_IN;
        boolean takesKeys = comparison.property().equals(Query.KEY);
        List<Value> values = value instanceof Value.ListValue list ? list.values() : List.of(value);
        String needed = null;
        if (takesList != value instanceof Value.ListValue) {
            needed = takesList
                    ? "a list is needed after " + comparison.operator().symbol() + "."
                    : "a single value is needed; write IN for several.";
        } else if (takesKeys && !values.stream().allMatch(Value.KeyValue.class::isInstance)) {
            needed = "keys are needed to compare with " + Query.KEY + ".";
        } else if (values.stream().anyMatch(Value.EntityValue.class::isInstance)) {
            needed = "embedded entities have no order; compare one of their properties by a dotted name.";
        }
        if (needed != null) {
            GqlOperand operand = comparison.operand();
            throw source.error(operand.at(), shown(operand) + " is " + kindOf(value) + "; " + needed);
        }
    }

    private static String shown(GqlOperand operand) {
        return operand instanceof GqlOperand.Binding binding ? binding.shown() : "This";
    }

    private static String kindOf(Value value) {
        if (value instanceof Value.ListValue list) {
            return "a list of " + list.values().size();
        }
        return switch (value.rank()) {
            case NULL -> "null";
            case INTEGER -> value instanceof Value.TimestampValue ? "a time" : "a number";
            case BOOLEAN -> "a boolean";
            case STRING -> value instanceof Value.StringValue ? "a string" : "bytes";
            case DOUBLE -> "a double";
            case GEO_POINT -> "a geo point";
            case KEY -> "a key";
            case USER, UNORDERED -> "an embedded entity";
        };
    }
}
