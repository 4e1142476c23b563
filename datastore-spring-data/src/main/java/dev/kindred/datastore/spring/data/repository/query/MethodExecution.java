package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.DtoInstantiatingConverter;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.ResultProcessor;
import org.springframework.data.repository.query.ReturnedType;

/** Runs the bound query of a method into what the method returns: chooses how rows are read, pages, and projects. */
final class MethodExecution {

    private final DatastoreQueryMethod method;
    private final ResultShape shape;
    private final DatastoreOperations operations;
    private final QuerySettings settings;
    private final FetchPlan plan;
    private final QueryExecution<?> execution;
    private final DatastorePersistentEntity<?> entity;
    private final IndexOnly indexOnly;
    private final Map<Class<?>, Converter<Object, Object>> dtos = new ConcurrentHashMap<>();

    MethodExecution(
            DatastoreQueryMethod method, ResultShape shape, DatastoreOperations operations, QuerySettings settings) {
        this.method = method;
        this.shape = shape;
        this.operations = operations;
        this.settings = settings;
        this.plan = method.fetchPlan(operations.getConverter().getMappingContext());
        this.execution = new QueryExecution<>(operations, method.domainType(), plan);
        this.entity = operations.getConverter().getMappingContext().getRequiredPersistentEntity(method.domainType());
        this.indexOnly = new IndexOnly(entity);
    }

    /** Runs a query for entities. */
    @Nullable
    Object run(BoundQuery bound, ParametersParameterAccessor accessor, @Nullable LongSupplier total) {
        if (bound.rest() != null) {
            QueryExecution<?> filtered =
                    execution.reading(RawRows.filtered(operations, bound.rest(), settings, method.domainType(), plan));
            return projected(run(filtered, bound.query(), accessor, total), accessor);
        }
        ResultProcessor processor = method.getResultProcessor().withDynamicProjection(accessor);
        List<String> names = indexOnly(bound.query(), processor.getReturnedType());
        if (names == null) {
            return projected(run(execution, bound.query(), accessor, total), accessor);
        }
        StoredProperties properties = execution.properties();
        List<StoredProperty> columns = processor.getReturnedType().getInputProperties().stream()
                .map(properties::field)
                .filter(Objects::nonNull)
                .filter(column -> names.contains(column.name()))
                .toList();
        PropertyColumns reader = new PropertyColumns(operations, entity, columns);
        return run(
                RawRows.unfiltered(operations, reader::read),
                bound.query().project(names.toArray(String[]::new)),
                accessor,
                total);
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
    Object run(Rows<?> rows, Query query, ParametersParameterAccessor accessor, @Nullable LongSupplier total) {
        return projected(run(execution.reading(rows), query, accessor, total), accessor);
    }

    private @Nullable Object projected(@Nullable Object result, ParametersParameterAccessor accessor) {
        ResultProcessor processor = method.getResultProcessor().withDynamicProjection(accessor);
        ReturnedType returned = processor.getReturnedType();
        if (!shape.isProjectable() || !returned.isProjecting()) {
            return result;
        }
        return returned.getReturnedType().isInterface()
                ? processor.processResult(result)
                : processor.processResult(
                        result,
                        source -> returned.isInstance(source)
                                ? source
                                : dto(returned.getReturnedType()).convert(source));
    }

    private Converter<Object, Object> dto(Class<?> type) {
        return dtos.computeIfAbsent(type, wanted -> dto(wanted, operations.getConverter()));
    }

    /** Makes a DTO of a map or an entity. */
    @SuppressWarnings("unchecked") // Rows of this module have names for keys.
    static Converter<Object, Object> dto(Class<?> wanted, DatastoreConverter converter) {
        MapToDto ofMap = new MapToDto(wanted, converter);
        DtoInstantiatingConverter ofEntity = new DtoInstantiatingConverter(
                wanted, converter.getMappingContext(), converter.getEntityInstantiators());
        return source -> source instanceof Map<?, ?> values
                ? ofMap.convert((Map<String, @Nullable Object>) values)
                : ofEntity.convert(source);
    }

    private @Nullable Object run(
            QueryExecution<?> reading,
            Query bound,
            ParametersParameterAccessor accessor,
            @Nullable LongSupplier total) {
        // The accessor would also answer with the size of a Pageable, and a page's total would be wrong.
        Limit limit = method.getParameters().hasLimitParameter() ? accessor.getLimit() : Limit.unlimited();
        Query limited = limit.isLimited() ? bound.limit(QueryExecution.smaller(bound.limit(), limit.max())) : bound;
        Pageable pageable = method.getParameters().hasPageableParameter() ? accessor.getPageable() : Pageable.unpaged();
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
                Query sized = pageable.isPaged()
                        ? limited.limit(QueryExecution.smaller(limited.limit(), pageable.getPageSize()))
                        : limited;
                yield reading.window(sized, accessor.getScrollPosition());
            }
            case PAGE -> reading.page(limited, pageable, total == null ? () -> reading.count(limited) : total);
            case SLICE -> reading.slice(limited, pageable);
            case STREAM -> reading.stream(QueryExecution.paged(limited, pageable, 0));
            case LIST -> reading.list(limited, pageable);
            case ONE -> reading.one(limited);
        };
    }
}
