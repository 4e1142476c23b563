package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.GqlChange;
import dev.kindred.datastore.query.GqlUse;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.query.AssignedProperty.NewValue;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.ParametersParameterAccessor;

/**
 * Binds a text to the arguments of calls. What a property is compared with has to become what the property's values are stored as, which may take more than one comparison
 * (equal decimals are stored apart), so the statement is given marks first, and a comparison with a mark is replaced by the one with the argument.
 */
final class GqlBinding {

    private final GqlText text;
    private final DatastoreOperations operations;
    private final DatastoreQueryMethod method;
    private final StoredProperties properties;

    /** By identity: a literal of the text may look like a mark. In the order of names, and numbers ascend. */
    private final Map<String, Value> marks = new TreeMap<>();

    private final Map<Value, String> marked = new IdentityHashMap<>();
    private final Map<String, GqlUse.Role> roles = new TreeMap<>();

    GqlBinding(GqlText text, DatastoreQueryMethod method, StoredProperties properties, DatastoreOperations operations) {
        this.text = text;
        this.method = method;
        this.properties = properties;
        this.operations = operations;
        for (GqlUse use : text.gql().uses()) {
            roles.put(use.binding(), use.role());
        }
        for (GqlUse use : text.gql().uses()) {
            mark(use);
        }
    }

    /** What is there for the strictest of a binding's uses does for the others. */
    private void mark(GqlUse use) {
        Value key = new Value.KeyValue(Key.of("parameter", use.binding()));
        Value before = marks.get(use.binding());
        Value mark =
                switch (use.role()) {
                    case SUMMAND -> new Value.LongValue(1);
                    case LIST -> new Value.ListValue(List.of(key));
                    // A key, since that alone may be compared with keys.
                    case VALUE, NEW_VALUE, NEW_ELEMENT -> before == null ? key : before;
                    case ANCESTOR, LIMIT, OFFSET, COUNT -> null;
                };
        if (mark != null) {
            marks.put(use.binding(), mark);
            marked.put(mark, use.binding());
        }
    }

    /** The statement with any values where it needs some, to see what else it says. */
    GqlBindings sample() {
        return bindings(name -> roles.get(name) == GqlUse.Role.ANCESTOR ? Key.of("parameter", name) : Long.valueOf(1));
    }

    boolean isAggregation() {
        return text.gql().isAggregation();
    }

    /** What the statement looks for, with any values where it needs some. */
    Query sampleQuery() {
        return asked(sample());
    }

    private Query asked(GqlBindings bindings) {
        return text.gql().isChange()
                ? text.gql().asChange(bindings).query()
                : text.gql().asQuery(bindings);
    }

    /**
     * Checks what is written out to be set.
     *
     * @param reasons takes what is wrong
     */
    void checkNewValues(Reasons reasons) {
        for (GqlChange.Assignment each : text.gql().asChange(sample()).assignments()) {
            AssignedProperty property = Objects.requireNonNull(text.assigned().get(each.property()));
            try {
                if (!marked.containsKey(each.value()) && !holdsMarks(each.value())) {
                    property.literal(each.operation(), each.value());
                }
            } catch (RuntimeException e) {
                reasons.add(text.gql()
                        .errorAtAssigned(each.property(), String.valueOf(e.getMessage()))
                        .getMessage());
            }
        }
    }

    private boolean holdsMarks(Value value) {
        return value instanceof Value.ListValue list && list.values().stream().anyMatch(marked::containsKey);
    }

    /** What a call sets; what is to be left out for null is. */
    List<NewValue> newValues(ParametersParameterAccessor accessor, @Nullable Object[] arguments) {
        Call call = new Call(accessor, arguments);
        List<NewValue> values = new ArrayList<>();
        for (GqlChange.Assignment each :
                text.gql().asChange(bindings(call::argument)).assignments()) {
            AssignedProperty property = Objects.requireNonNull(text.assigned().get(each.property()));
            String binding = marked.get(each.value());
            if (binding == null || !call.isSkipped(binding)) {
                values.add(call.newValue(property, each, binding));
            }
        }
        return values;
    }

    /** The query of a call. */
    Query bind(ParametersParameterAccessor accessor, @Nullable Object[] arguments, Sort sort) {
        Call call = new Call(accessor, arguments);
        Query query = rebuilt(asked(bindings(call::argument)), call);
        for (Order order : properties.orders(sort)) {
            query = query.orderBy(order);
        }
        return query;
    }

    /** The aggregation of a call. */
    AggregationQuery aggregation(ParametersParameterAccessor accessor, @Nullable Object[] arguments) {
        Call call = new Call(accessor, arguments);
        AggregationQuery query = text.gql().asAggregation(bindings(call::argument));
        return new AggregationQuery(rebuilt(query.query(), call), query.aggregations());
    }

    private interface Source {
        @Nullable
        Object get(String binding);
    }

    private GqlBindings bindings(Source source) {
        GqlBindings bindings = GqlBindings.none().in(partition());
        for (int i = 1; i <= text.gql().positions(); i++) {
            Object value = value(String.valueOf(i), source);
            bindings = value instanceof Cursor cursor ? bindings.withNext(cursor) : bindings.withNext((Value) value);
        }
        for (String name : text.gql().names()) {
            Object value = value(name, source);
            bindings =
                    value instanceof Cursor cursor ? bindings.with(name, cursor) : bindings.with(name, (Value) value);
        }
        return bindings;
    }

    /** Where the keys that the text spells belong: for each call anew. */
    private Partition partition() {
        Partition partition = operations.getDatastore().partition();
        String kind = text.gql().kind();
        String pinned = kind == null
                ? null
                : operations.getConverter().getMappingContext().pinnedNamespace(kind);
        return pinned == null ? partition : partition.withNamespace(pinned);
    }

    /** A value or a cursor. */
    private Object value(String binding, Source source) {
        Value mark = marks.get(binding);
        if (mark != null) {
            return mark;
        }
        Object given = source.get(binding);
        GqlUse.Role role = roles.get(binding);
        if (role == GqlUse.Role.ANCESTOR && given != null) {
            return Value.of(
                    given instanceof Key key
                            ? key
                            : given instanceof Ref<?> ref ? ref.key() : operations.getKey(given));
        }
        if (given instanceof Long || given instanceof Integer || given instanceof Short || given instanceof Byte) {
            return Value.of(((Number) given).longValue());
        }
        if (given instanceof Cursor) {
            return given;
        }
        if (given instanceof String cursor && role != GqlUse.Role.COUNT) {
            return Cursor.fromUrlSafe(cursor);
        }
        throw new InvalidDataAccessApiUsageException("@" + binding + " of " + method.getName() + " is " + given
                + (role == GqlUse.Role.ANCESTOR
                        ? "; an ancestor is a key or an entity."
                        : role == GqlUse.Role.COUNT
                                ? "; COUNT_UP_TO takes a number."
                                : "; LIMIT and OFFSET take a number or a cursor."));
    }

    /** For the entities of the repository, with what the call compares properties with. */
    private Query rebuilt(Query asked, Call call) {
        Query query = operations.query(method.domainType()).toQuery();
        if (asked.ancestor() != null) {
            query = query.ancestor(asked.ancestor());
        }
        for (Filter filter : asked.filters()) {
            Filter replaced = call.replaced(filter);
            query = replaced == null ? query : query.filter(replaced);
        }
        for (Order order : asked.orders()) {
            query = query.orderBy(order);
        }
        query = query.limit(asked.limit())
                .offset(asked.offset())
                .startAt(asked.start())
                .endAt(asked.end());
        query = switch (asked.selection()) {
            case ENTITIES -> query;
            case KEYS -> query.keysOnly();
            case PROJECTION -> query.project(asked.projection().toArray(String[]::new));
        };
        return switch (asked.distinctness()) {
            case NONE -> query;
            case PROJECTION -> query.distinct();
            case PROPERTIES -> query.distinctOn(asked.distinctOn().toArray(String[]::new));
        };
    }

    /** The arguments of one call. */
    private final class Call {

        private final Arguments arguments;
        private final Map<String, @Nullable Object> expressions;

        Call(ParametersParameterAccessor accessor, @Nullable Object[] all) {
            this.arguments = Arguments.of(accessor, method.getName());
            this.expressions = evaluated(all);
        }

        @SuppressWarnings("NullAway") // Expressions take null for an argument.
        private Map<String, @Nullable Object> evaluated(@Nullable Object[] all) {
            return text.expressions() == null ? Map.of() : text.expressions().evaluate(all);
        }

        @Nullable
        Object argument(String binding) {
            Integer index = text.parameters().get(binding);
            return index == null ? expressions.get(binding) : arguments.get(index);
        }

        private boolean isSkipped(String binding) {
            Integer index = text.parameters().get(binding);
            return index != null
                    && arguments.get(index) == null
                    && method.getParameters()
                            .getBindableParameters()
                            .getParameter(index)
                            .isSkippedIfNull();
        }

        private NewValue newValue(
                AssignedProperty property, GqlChange.Assignment assignment, @Nullable String binding) {
            if (binding != null) {
                return new NewValue(property, assignment.operation(), argument(binding));
            }
            return assignment.value() instanceof Value.ListValue list && holdsMarks(list)
                    ? property.list(new Value.ListValue(elements(list, property.property())))
                    : property.literal(assignment.operation(), assignment.value());
        }

        /** Null if the filter is to be left out. */
        @Nullable
        Filter replaced(Filter filter) {
            if (filter instanceof Filter.And and) {
                List<Filter> parts = replaced(and.filters());
                return parts.isEmpty() ? null : new Filter.And(parts);
            }
            if (filter instanceof Filter.Or or) {
                List<Filter> parts = replaced(or.filters());
                return parts.isEmpty() ? null : new Filter.Or(parts);
            }
            return filter instanceof Filter.PropertyFilter comparison ? replaced(comparison) : filter;
        }

        private List<Filter> replaced(List<Filter> filters) {
            List<Filter> parts = new ArrayList<>();
            for (Filter each : filters) {
                Filter part = replaced(each);
                if (part != null) {
                    parts.add(part);
                }
            }
            return parts;
        }

        private @Nullable Filter replaced(Filter.PropertyFilter comparison) {
            StoredProperty property = text.properties().get(comparison.property());
            String binding = marked.get(comparison.operand());
            if (binding != null) {
                if (isSkipped(binding)) {
                    return null;
                }
                Object argument = argument(binding);
                if (comparison.operand() instanceof Value.ListValue) {
                    argument = Arguments.many(argument, "@" + binding + " of " + method.getName());
                }
                return property == null
                        ? Filter.of(comparison.property(), comparison.operator(), plain(argument))
                        : operations.filters().compare(property.properties(), comparison.operator(), argument);
            }
            return comparison.operand() instanceof Value.ListValue list
                    ? Filter.of(comparison.property(), comparison.operator(), Value.of(elements(list, property)))
                    : comparison;
        }

        private List<Value> elements(Value.ListValue list, @Nullable StoredProperty property) {
            List<Value> elements = new ArrayList<>();
            for (Value each : list.values()) {
                String binding = marked.get(each);
                if (binding == null) {
                    elements.add(each);
                } else if (!isSkipped(binding)) {
                    elements.add(element(argument(binding), property));
                }
            }
            return elements;
        }

        private Value element(@Nullable Object argument, @Nullable StoredProperty property) {
            if (property == null) {
                return plain(argument);
            }
            Filter equal = operations.filters().compare(property.properties(), Operator.EQUAL, argument);
            return equal instanceof Filter.PropertyFilter single
                    ? single.operand()
                    : operations.getConverter().toValue(argument, property.leaf());
        }
    }

    /** Where no field says how values are stored: as they are. */
    private static Value plain(@Nullable Object argument) {
        if (argument == null) {
            return Value.NULL;
        }
        if (argument instanceof List<?> list) {
            return Value.of(list.stream().map(GqlBinding::plain).toList());
        }
        if (argument instanceof Value value) {
            return value;
        }
        if (argument instanceof Double || argument instanceof Float || argument instanceof BigDecimal) {
            return Value.of(((Number) argument).doubleValue());
        }
        if (argument instanceof Number number) {
            return Value.of(number.longValue());
        }
        if (argument instanceof Boolean truth) {
            return Value.of(truth);
        }
        if (argument instanceof Key key) {
            return Value.of(key);
        }
        return argument instanceof Instant instant ? Value.of(instant) : Value.of(argument.toString());
    }
}
