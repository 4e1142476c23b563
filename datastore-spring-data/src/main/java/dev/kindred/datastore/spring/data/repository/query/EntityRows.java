package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** Entities, exactly as the datastore finds them, with what they refer to. */
record EntityRows<T>(DatastoreOperations operations, Class<T> type, FetchPlan plan) implements Rows<T> {

    @Override
    public List<T> list(Query query) {
        return operations.find(query, type, plan);
    }

    @Override
    public Stream<T> stream(Query query) {
        return operations.stream(query, type, plan);
    }

    @Override
    public Window<T> window(Query query, ScrollPosition position) {
        return operations.scroll(query, position, type, plan);
    }

    @Override
    public long count(Query query) {
        return operations.count(query);
    }

    @Override
    public boolean exists(Query query) {
        return operations.exists(query);
    }

    @Override
    public long delete(Query query) {
        return operations.deleteAll(query);
    }
}
