package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import dev.kindred.datastore.spring.data.template.Paging;
import dev.kindred.datastore.spring.data.template.Projector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.query.ReturnedType;

/** Runs the bound query of a method into what the method returns: chooses how rows are read, pages, and projects. */
final class MethodExecution {

    private final Class<?> type;
    private final ResultShape shape;
    private final DatastoreOperations operations;
    private final QuerySettings settings;
    private final FetchPlan plan;
    private final QueryExecution<?> execution;
    private final DatastorePersistentEntity<?> entity;
    private final IndexOnly indexOnly;
    private final Map<Class<?>, Converter<Object, Object>> dtos = new ConcurrentHashMap<>();

    MethodExecution(
            Class<?> type, FetchPlan plan, ResultShape shape, DatastoreOperations operations, QuerySettings settings) {
        this.type = type;
        this.shape = shape;
        this.operations = operations;
        this.settings = settings;
        this.plan = plan;
        this.execution = new QueryExecution<>(operations, type, plan);
        this.entity = operations.getConverter().getMappingContext().getRequiredPersistentEntity(type);
        this.indexOnly = new IndexOnly(entity);
    }

    static MethodExecution of(
            DatastoreQueryMethod method, ResultShape shape, DatastoreOperations operations, QuerySettings settings) {
        FetchPlan plan = method.fetchPlan(operations.getConverter().getMappingContext());
        return new MethodExecution(method.domainType(), plan, shape, operations, settings);
    }

    StoredProperties properties() {
        return execution.properties();
    }

    /** Runs a query for entities. */
    @Nullable
    Object run(BoundQuery bound, CallOptions call) {
        if (bound.rest() != null) {
            Rows<?> filtered = RawRows.filtered(operations, bound.rest(), settings, type, plan);
            return run(filtered, bound.query(), call);
        }
        List<String> names = indexOnly(bound.query(), call.projection().type());
        if (names == null) {
            return projected(run(execution, bound.query(), call), call);
        }
        List<StoredProperty> columns = call.projection().type().getInputProperties().stream()
                .map(properties()::field)
                .filter(Objects::nonNull)
                .filter(column -> names.contains(column.name()))
                .toList();
        PropertyColumns reader = new PropertyColumns(operations, entity, columns);
        return run(
                RawRows.unfiltered(operations, reader::read),
                bound.query().project(names.toArray(String[]::new)),
                call);
    }

    /** Cursors outlive a release, so that windows are always read in the one way. */
    private @Nullable List<String> indexOnly(Query query, ReturnedType returned) {
        boolean fits = shape.isProjectable()
                && !shape.isDeletion()
                && shape != ResultShape.WINDOW
                && returned.isProjecting()
                && returned.needsCustomConstruction();
        return fits ? indexOnly.names(query, returned.getInputProperties()) : null;
    }

    /** Runs a query whose rows are something else than entities, and projects those that are maps. */
    @Nullable
    Object run(Rows<?> rows, Query query, CallOptions call) {
        return projected(run(execution.reading(rows), query, call), call);
    }

    private @Nullable Object projected(@Nullable Object result, CallOptions call) {
        Projection projection = call.projection();
        return shape.isProjectable()
                ? projection.apply(result, source -> dto(projection.type().getReturnedType())
                        .convert(source))
                : result;
    }

    private Converter<Object, Object> dto(Class<?> type) {
        return dtos.computeIfAbsent(type, wanted -> Projector.dto(wanted, operations.getConverter()));
    }

    private @Nullable Object run(QueryExecution<?> reading, Query bound, CallOptions call) {
        Query limited = CallOptions.limited(bound, call.limit());
        Pageable pageable = call.pageable();
        LongSupplier total = call.total();
        return switch (shape) {
            case COUNT -> reading.count(limited);
            case EXISTS -> reading.exists(limited);
            case DELETED_COUNT -> reading.deleteAllUnread(limited);
            case DELETED_SILENTLY -> {
                reading.deleteAllUnread(limited);
                yield null;
            }
            case DELETED_SOME -> reading.deleteAllUnread(limited) > 0;
            case DELETED_ENTITIES -> reading.deleteAll(limited);
            case DELETED_ENTITY -> reading.deleteOne(limited);
            case WINDOW -> {
                Query sized = pageable.isPaged() ? Paging.atMost(limited, pageable.getPageSize()) : limited;
                yield reading.window(sized, call.position());
            }
            case PAGE -> reading.page(limited, pageable, total == null ? () -> reading.count(limited) : total);
            case SLICE -> reading.slice(limited, pageable);
            case STREAM -> reading.stream(Paging.paged(limited, pageable, 0));
            case LIST -> reading.list(limited, pageable);
            case ONE -> reading.one(limited);
        };
    }
}
