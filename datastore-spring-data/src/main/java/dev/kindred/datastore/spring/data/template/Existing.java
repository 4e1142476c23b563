package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing;
import dev.kindred.datastore.spring.data.auditing.EntityAuditing.Scope;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.template.Source.Newness;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is stored already where objects are to be written. It is read only if a version has to be compared, or auditing could not tell otherwise whether an object is
 * new or what says that it was created; all of a batch at once.
 */
final class Existing {

    private final Datastore datastore;
    private final DatastoreConverter converter;
    private final DatastoreOperations operations;
    private final EntityLifecycle lifecycle;

    Existing(
            Datastore datastore,
            DatastoreConverter converter,
            DatastoreOperations operations,
            EntityLifecycle lifecycle) {
        this.datastore = datastore;
        this.converter = converter;
        this.operations = operations;
        this.lifecycle = lifecycle;
    }

    /** Whether reading and writing have to be one transaction. */
    <T> boolean matters(List<Source<T>> sources, Purpose purpose) {
        return purpose != Purpose.INSERT
                && sources.stream().anyMatch(source -> source.version() != null || isRead(source, purpose));
    }

    /** Reads what is stored, without what is not. */
    <T> Map<Key, Entity> read(List<Source<T>> sources, Purpose purpose) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Source<T> source : sources) {
            if (isRead(source, purpose)) {
                keys.add(converter.getKey(source.instance(), datastore.partition()));
            }
        }
        return read(keys);
    }

    private Map<Key, Entity> read(Collection<Key> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<@Nullable Entity> found = operations.execute(entities -> entities.findAll(keys));
        Map<Key, Entity> stored = new HashMap<>();
        for (Entity entity : found) {
            if (entity != null) {
                stored.put(entity.key(), entity);
            }
        }
        return stored;
    }

    private <T> boolean isRead(Source<T> source, Purpose purpose) {
        if (purpose == Purpose.INSERT || !source.hasId()) {
            return false;
        }
        return (source.version() != null && !source.version().isNew()) || isReadForAuditing(source, purpose);
    }

    private <T> boolean isReadForAuditing(Source<T> source, Purpose purpose) {
        EntityAuditing auditing = lifecycle.auditing();
        Scope scope =
                auditing == null ? Scope.NONE : auditing.scope(source.type().getType());
        Newness newness = purpose == Purpose.UPDATE ? Newness.STORED : source.newness();
        return switch (newness) {
            case NEW -> false;
            case STORED -> scope == Scope.CREATION;
            case UNKNOWN -> scope != Scope.NONE;
        };
    }

    /** The object with its audited fields. */
    <T> T audited(Source<T> source, Purpose purpose, Map<Key, Entity> stored) {
        T instance = source.instance();
        EntityAuditing auditing = lifecycle.auditing();
        if (auditing == null || auditing.scope(source.type().getType()) == Scope.NONE) {
            return instance;
        }
        Newness newness =
                switch (purpose) {
                    case INSERT -> Newness.NEW;
                    case UPDATE -> Newness.STORED;
                    case SAVE -> source.newness();
                };
        Entity found = newness != Newness.NEW && isReadForAuditing(source, purpose)
                ? stored.get(converter.getKey(instance, datastore.partition()))
                : null;
        return newness == Newness.NEW || (newness == Newness.UNKNOWN && found == null)
                ? auditing.created(instance)
                : auditing.modified(instance, found == null ? null : read(source, found));
    }

    @SuppressWarnings("unchecked") // The type is that of the object.
    private <T> @Nullable T read(Source<T> source, Entity found) {
        Class<?> type = source.type().getType();
        return converter.isInstance(type, found) ? (T) converter.read(type, found) : null;
    }

    <T> void compareVersions(List<Key> keys, List<Source<T>> sources) {
        Set<Key> versioned = new LinkedHashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            Version version = sources.get(i).version();
            if (version != null && !version.isNew()) {
                versioned.add(keys.get(i));
            }
        }
        Map<Key, Entity> stored = read(versioned);
        for (int i = 0; i < keys.size(); i++) {
            Version version = sources.get(i).version();
            if (version != null && !version.isNew()) {
                version.compare(keys.get(i), stored.get(keys.get(i)));
            }
        }
    }
}
