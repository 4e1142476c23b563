package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.query.Query.Selection;
import dev.kindred.datastore.spring.data.repository.query.ResultShape.Purpose;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/** A query method with a GQL text for rows or, counted or aggregated, for numbers; a DELETE is one for the rows that it deletes. */
final class GqlDatastoreQuery implements RepositoryQuery {

    private final DatastoreQueryMethod method;
    private final DatastoreOperations operations;
    private final GqlBinding binding;
    private final @Nullable GqlBinding total;
    private final @Nullable AggregateResult numbers;
    private final MethodExecution execution;
    private final @Nullable Function<List<Entity>, ? extends List<?>> reader;

    private GqlDatastoreQuery(
            DatastoreQueryMethod method,
            DatastoreOperations operations,
            QuerySettings settings,
            GqlBinding binding,
            @Nullable GqlBinding total,
            ResultShape shape,
            @Nullable AggregateResult numbers,
            @Nullable Function<List<Entity>, ? extends List<?>> reader) {
        this.method = method;
        this.operations = operations;
        this.binding = binding;
        this.total = total;
        this.numbers = numbers;
        this.reader = reader;
        this.execution = MethodExecution.of(method, shape, operations, settings);
    }

    /**
     * Understands a method and its text.
     *
     * @throws RuntimeException if something is wrong; the message says everything that is
     */
    static RepositoryQuery of(
            DatastoreQueryMethod method,
            DeclaredQuery declared,
            DatastoreOperations operations,
            QuerySettings settings,
            ValueExpressionDelegate delegate) {
        Reasons reasons = new Reasons();
        StoredProperties properties = new StoredProperties(operations, method.domainType());
        Operands.Factory operands = new Operands.Factory(operations);
        GqlText text = GqlText.read(declared.text(), method, properties, operands, delegate, reasons);
        GqlText count = declared.countText().isEmpty()
                ? null
                : GqlText.read(declared.countText(), method, properties, operands, delegate, reasons);
        if (text != null) {
            text.checkAllUsed(method.getParameters(), reasons);
        }
        if (count != null && !method.isPageQuery()) {
            reasons.add("there is a countQuery, but the method returns no Page; remove it");
        }
        if (count != null && count.gql().isChange()) {
            reasons.add("the countQuery changes entities; write SELECT COUNT(*)");
        }
        reasons.throwAll();
        GqlBinding binding = new GqlBinding(Objects.requireNonNull(text), method, properties, operations);
        if (text.gql().isChange()) {
            checkFlags(declared, text.gql().assigned().isEmpty());
        }
        if (!text.gql().assigned().isEmpty()) {
            binding.checkNewValues(reasons);
            reasons.throwAll();
            return updating(method, binding, operations, settings);
        }
        GqlBinding total = count == null ? null : new GqlBinding(count, method, properties, operations);
        Purpose purpose = text.gql().isChange() ? Purpose.DELETE : declared.purpose();
        if (text.gql().isAggregation()) {
            if (purpose != Purpose.READ || !isOne(method)) {
                throw new InvalidDataAccessApiUsageException(
                        "the text asks for numbers, of which there is one row; return it without count, exists or delete, and not in a "
                                + "list or page");
            }
            AggregationQuery asked = text.gql().asAggregation(binding.sample());
            text.checkSummands(asked.aggregations(), operations.filters(), reasons);
            reasons.throwAll();
            List<String> names = asked.names();
            AggregateResult numbers = AggregateResult.of(method, text.gql(), names, operations.getConverter());
            return new GqlDatastoreQuery(method, operations, settings, binding, total, ResultShape.ONE, numbers, null);
        }
        Query sample = binding.sampleQuery();
        if (purpose == Purpose.DELETE && sample.selection() != Selection.ENTITIES) {
            throw new InvalidDataAccessApiUsageException("the method deletes entities; write SELECT *");
        }
        ResultShape shape = ResultShape.of(method, purpose, operations.getConverter());
        Function<List<Entity>, ? extends List<?>> reader = null;
        if (sample.selection() != Selection.ENTITIES && shape.isProjectable()) {
            List<StoredProperty> columns = new ArrayList<>();
            sample.projection().forEach(name -> columns.add(text.properties().get(name)));
            reader = RowShape.reader(method, sample, columns, properties.entity(), operations);
        } else if (purpose == Purpose.READ) {
            ResultShape.checkElements(method, operations.getConverter());
        }
        return new GqlDatastoreQuery(method, operations, settings, binding, total, shape, null, reader);
    }

    private static void checkFlags(DeclaredQuery declared, boolean deletion) {
        if (declared.purpose() == Purpose.COUNT || declared.purpose() == Purpose.EXISTS) {
            throw new InvalidDataAccessApiUsageException(
                    "the text changes entities and so tells how many; leave count and exists out");
        }
        if (declared.purpose() == Purpose.DELETE && !deletion) {
            throw new InvalidDataAccessApiUsageException("the text is an UPDATE; leave delete out");
        }
    }

    private static RepositoryQuery updating(
            DatastoreQueryMethod method, GqlBinding binding, DatastoreOperations operations, QuerySettings settings) {
        return new UpdateDatastoreQuery(method, operations, settings, (accessor, arguments) -> {
            Query query = binding.bind(accessor, arguments, accessor.getSort());
            return new UpdateDatastoreQuery.Bound(
                    BoundQuery.of(withAncestor(method, query, arguments)), binding.newValues(accessor, arguments));
        });
    }

    private static boolean isOne(DatastoreQueryMethod method) {
        return !method.isCollectionQuery()
                && !method.isPageQuery()
                && !method.isSliceQuery()
                && !method.isScrollQuery()
                && !method.isStreamQuery();
    }

    @Override
    public QueryMethod getQueryMethod() {
        return method;
    }

    @Override
    public @Nullable Object execute(@Nullable Object[] arguments) {
        ParametersParameterAccessor accessor = new ParametersParameterAccessor(method.getParameters(), arguments);
        if (numbers != null) {
            AggregationQuery query = withAncestor(binding.aggregation(accessor, arguments), arguments);
            return numbers.read(operations.execute(entities -> entities.aggregate(query)));
        }
        Query query = withAncestor(binding.bind(accessor, arguments, accessor.getSort()), arguments);
        LongSupplier counted = total == null ? null : () -> count(total, accessor, arguments);
        if (reader == null) {
            return execution.run(BoundQuery.of(query), CallOptions.of(method, accessor, counted));
        }
        Rows<Object> rows = RawRows.unfiltered(operations, found -> new ArrayList<>(reader.apply(found)));
        return execution.run(rows, query, CallOptions.of(method, accessor, counted));
    }

    private Query withAncestor(Query query, @Nullable Object[] arguments) {
        return withAncestor(method, query, arguments);
    }

    private static Query withAncestor(DatastoreQueryMethod method, Query query, @Nullable Object[] arguments) {
        DatastoreParameters.DatastoreParameter parameter =
                method.getParameters().ancestor();
        Object ancestor = parameter == null ? null : arguments[parameter.getIndex()];
        if (parameter != null && !parameter.isSkippedIfNull()) {
            ancestor = DerivedQuery.ancestor(ancestor, method.getName());
        }
        return ancestor == null ? query : query.ancestor((Key) ancestor);
    }

    private AggregationQuery withAncestor(AggregationQuery query, @Nullable Object[] arguments) {
        return new AggregationQuery(withAncestor(query.query(), arguments), query.aggregations());
    }

    private long count(GqlBinding counting, ParametersParameterAccessor accessor, @Nullable Object[] arguments) {
        if (!counting.isAggregation()) {
            return operations.count(withAncestor(counting.bind(accessor, arguments, Sort.unsorted()), arguments));
        }
        AggregationQuery query = withAncestor(counting.aggregation(accessor, arguments), arguments);
        return operations
                .execute(entities -> entities.aggregate(query))
                .getLong(query.names().get(0));
    }
}
