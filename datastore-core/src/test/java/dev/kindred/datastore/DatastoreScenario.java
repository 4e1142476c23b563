package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import java.util.Arrays;
import java.util.List;

/** What the parts of {@link DatastoreContract} share: an empty datastore and short words for what is put into it. */
abstract class DatastoreScenario {

    final Datastore datastore;

    DatastoreScenario(Datastore datastore) {
        this.datastore = datastore;
    }

    Key key(String kind, long id) {
        return datastore.partition().key(kind, id);
    }

    Key key(String kind, String name) {
        return datastore.partition().key(kind, name);
    }

    Key incomplete(String kind) {
        return datastore.partition().incompleteKey(kind);
    }

    Key putNamed(String kind, String name) {
        return datastore.put(Entity.builder(key(kind, name)).build());
    }

    Key putNamed(String kind, String name, String property, Value value) {
        return datastore.put(
                Entity.builder(key(kind, name)).set(property, value).build());
    }

    static Value list(Value... values) {
        return Value.of(Arrays.asList(values));
    }

    static Value longs(long... values) {
        return Value.of(Arrays.stream(values).mapToObj(Value::of).toList());
    }

    /** The names, or else the ids, of the keys a query finds, in its order. */
    List<String> names(Query query) {
        return names(datastore, query);
    }

    static List<String> names(EntityOperations operations, Query query) {
        return operations.run(query).toList().stream()
                .map(entity -> label(entity.key()))
                .toList();
    }

    static List<Key> keys(EntityOperations operations, Query query) {
        return operations.run(query).toList().stream().map(Entity::key).toList();
    }

    private static String label(Key key) {
        String name = key.name();
        return name == null ? Long.toString(key.id()) : name;
    }
}
