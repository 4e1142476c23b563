package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.DtoInstantiatingConverter;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.data.repository.query.ResultProcessor;
import org.springframework.data.repository.query.ReturnedType;

/** A query method that is derived from its name: binds, runs, projects. */
final class DerivedDatastoreQuery implements RepositoryQuery {

    private final DatastoreQueryMethod method;
    private final DerivedQuery query;
    private final ResultShape shape;
    private final QueryExecution<?> execution;
    private final DatastoreConverter converter;
    private final Map<Class<?>, Converter<Object, Object>> converters = new ConcurrentHashMap<>();

    DerivedDatastoreQuery(DatastoreQueryMethod method, DatastoreOperations operations) {
        this.method = method;
        this.converter = operations.getConverter();
        this.query = DerivedQuery.of(method, operations);
        this.shape = ResultShape.of(method, query.tree(), converter);
        this.execution =
                new QueryExecution<>(operations, method.domainType(), method.fetchPlan(converter.getMappingContext()));
    }

    @Override
    public QueryMethod getQueryMethod() {
        return method;
    }

    @Override
    public @Nullable Object execute(@Nullable Object[] arguments) {
        ParametersParameterAccessor accessor = new ParametersParameterAccessor(method.getParameters(), arguments);
        Query bound = query.bind(new Arguments(accessor, method.getName()), arguments, accessor.getSort());
        Object result = run(bound, accessor);
        ResultProcessor processor = method.getResultProcessor().withDynamicProjection(accessor);
        ReturnedType returned = processor.getReturnedType();
        if (!shape.isProjectable() || !returned.isProjecting()) {
            return result;
        }
        return returned.getReturnedType().isInterface()
                ? processor.processResult(result)
                : processor.processResult(result, converter(returned.getReturnedType()));
    }

    private Converter<Object, Object> converter(Class<?> type) {
        return converters.computeIfAbsent(
                type,
                wanted -> new DtoInstantiatingConverter(
                        wanted, converter.getMappingContext(), converter.getEntityInstantiators()));
    }

    private @Nullable Object run(Query bound, ParametersParameterAccessor accessor) {
        // The accessor would also answer with the size of a Pageable, and a page's total would be wrong.
        Limit limit = method.getParameters().hasLimitParameter() ? accessor.getLimit() : Limit.unlimited();
        Query limited = limit.isLimited() ? bound.limit(QueryExecution.smaller(bound.limit(), limit.max())) : bound;
        Pageable pageable = method.getParameters().hasPageableParameter() ? accessor.getPageable() : Pageable.unpaged();
        return switch (shape) {
            case COUNT -> execution.count(limited);
            case EXISTS -> execution.exists(limited);
            case DELETED_COUNT -> execution.deleteAllUnread(limited);
            case DELETED_SILENTLY -> {
                execution.deleteAllUnread(limited);
                yield null;
            }
            case DELETED_SOME -> execution.deleteAllUnread(limited) > 0;
            case DELETED_ENTITIES -> execution.deleteAll(limited);
            case DELETED_ENTITY -> execution.deleteOne(limited);
            case WINDOW -> {
                Query sized = pageable.isPaged()
                        ? limited.limit(QueryExecution.smaller(limited.limit(), pageable.getPageSize()))
                        : limited;
                yield execution.window(sized, accessor.getScrollPosition());
            }
            case PAGE -> execution.page(limited, pageable);
            case SLICE -> execution.slice(limited, pageable);
            case STREAM -> execution.stream(QueryExecution.paged(limited, pageable, 0));
            case LIST -> execution.list(limited, pageable);
            case ONE -> execution.one(limited);
        };
    }
}
