package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.ClassUtils;

/**
 * Writes objects in one batch: makes entities of them, completes their keys, compares versions where there are any, stores, and gives ids and versions back to the
 * objects. Where what is stored has to be known first, reading and writing are one transaction, the thread's or a new one.
 *
 * <p>Ids and versions are given back last, so that a failed save leaves objects without callbacks and auditing as they were, and a repeated one starts from the
 * same.
 */
final class Saving {

    private final Datastore datastore;
    private final DatastoreConverter converter;
    private final DatastoreOperations operations;
    private final EntityLifecycle lifecycle;
    private final Existing existing;
    private final Retaining retaining;

    Saving(
            Datastore datastore,
            DatastoreConverter converter,
            DatastoreOperations operations,
            EntityLifecycle lifecycle) {
        this.datastore = datastore;
        this.converter = converter;
        this.operations = operations;
        this.lifecycle = lifecycle;
        this.existing = new Existing(datastore, converter, operations, lifecycle);
        this.retaining = new Retaining(converter, operations);
    }

    /** One object on its way. */
    private static final class Draft<T> {
        private final T instance;
        private final Source<T> source;
        private final @Nullable Version version;
        private Entity entity;

        Draft(Source<T> source, @Nullable Version version, T instance, Entity entity) {
            this.source = source;
            this.version = version;
            this.instance = instance;
            this.entity = entity;
        }

        Retaining.Written written() {
            return new Retaining.Written(
                    source.type().getType(),
                    entity,
                    source.hasId() ? Retaining.Written.Origin.GIVEN : Retaining.Written.Origin.GENERATED);
        }
    }

    /** What was written, with the keys in the order of the drafts. */
    private record Written<T>(List<Draft<T>> drafts, List<Key> keys) {}

    <T> List<T> save(Iterable<? extends T> instances) {
        return write(instances, Purpose.SAVE, drafts -> {
            List<Entity> fresh = new ArrayList<>();
            List<Retaining.Written> others = new ArrayList<>();
            for (Draft<T> draft : drafts) {
                if (draft.source.mustBeNew()) {
                    fresh.add(draft.entity);
                } else {
                    others.add(draft.written());
                }
            }
            if (fresh.isEmpty()) {
                return retaining.put(others);
            }
            // First those that are there: what is unique may pass from one of them to a new one.
            List<Key> put = others.isEmpty() ? List.of() : retaining.put(others);
            List<Key> inserted = operations.execute(entities -> entities.insert(fresh));
            return inOrder(drafts, inserted, put);
        });
    }

    private static <T> List<Key> inOrder(List<Draft<T>> drafts, List<Key> inserted, List<Key> put) {
        List<Key> keys = new ArrayList<>(drafts.size());
        int nextInserted = 0;
        int nextPut = 0;
        for (Draft<T> draft : drafts) {
            keys.add(draft.source.mustBeNew() ? inserted.get(nextInserted++) : put.get(nextPut++));
        }
        return keys;
    }

    <T> List<T> insert(Iterable<? extends T> instances) {
        return write(
                instances, Purpose.INSERT, drafts -> operations.execute(entities -> entities.insert(entities(drafts))));
    }

    <T> List<T> update(Iterable<? extends T> instances) {
        return write(
                instances,
                Purpose.UPDATE,
                drafts -> retaining.update(drafts.stream().map(Draft::written).toList()));
    }

    private <T> List<T> write(Iterable<? extends T> instances, Purpose purpose, Write<T> write) {
        List<Source<T>> sources = sources(instances);
        if (sources.isEmpty()) {
            return List.of();
        }
        if (purpose == Purpose.UPDATE) {
            checkIds(sources);
        }
        Written<T> written =
                inTransactionIf(existing.matters(sources, purpose) || isWrittenInTwoSteps(sources, purpose), () -> {
                    List<Draft<T>> drafts = drafts(sources, purpose);
                    completeNarrowKeys(drafts);
                    for (Draft<T> draft : drafts) {
                        if (draft.version != null) {
                            draft.entity = draft.version.advance(draft.entity);
                        }
                    }
                    return new Written<>(drafts, write.run(drafts));
                });
        return finish(written);
    }

    private <T> List<Source<T>> sources(Iterable<? extends T> instances) {
        List<Source<T>> sources = new ArrayList<>();
        for (T instance : instances) {
            T converting = lifecycle.beforeConvert(instance);
            sources.add(Source.of(converting, type(converting)));
        }
        return sources;
    }

    private DatastorePersistentEntity<?> type(Object instance) {
        return converter.getMappingContext().getRequiredPersistentEntity(ClassUtils.getUserClass(instance));
    }

    private static <T> void checkIds(List<Source<T>> sources) {
        for (Source<T> source : sources) {
            if (source.type().hasIdProperty() && !source.hasId()) {
                throw new InvalidDataAccessApiUsageException("Cannot update a "
                        + source.type().getType().getName() + " without an id; insert or save it first.");
            }
        }
    }

    private static <T> boolean isWrittenInTwoSteps(List<Source<T>> sources, Purpose purpose) {
        if (purpose != Purpose.SAVE || sources.size() == 1) {
            return false;
        }
        boolean first = sources.get(0).mustBeNew();
        return sources.stream().anyMatch(source -> source.mustBeNew() != first);
    }

    private <R> R inTransactionIf(boolean needed, Supplier<R> work) {
        return needed ? operations.performTransaction(ignored -> work.get()) : work.get();
    }

    /** Makes entities of the objects, and changes nothing that is stored. May run again if what follows conflicts. */
    private <T> List<Draft<T>> drafts(List<Source<T>> sources, Purpose purpose) {
        Map<Key, Entity> stored = existing.read(sources, purpose);
        List<Draft<T>> drafts = new ArrayList<>(sources.size());
        for (Source<T> source : sources) {
            T instance = EntityLifecycle.onSave(existing.audited(source, purpose, stored));
            EntityLifecycle.Outgoing<T> outgoing =
                    lifecycle.beforeSave(instance, converter.write(instance, datastore.partition()));
            Version version = source.version();
            if (version != null && purpose == Purpose.INSERT) {
                version = version.asNew();
            }
            if (version != null && !version.isNew()) {
                Key key = outgoing.entity().key();
                version.compare(key, stored.get(key));
            }
            drafts.add(new Draft<>(source, version, outgoing.instance(), outgoing.entity()));
        }
        return drafts;
    }

    /** Gives ids and versions back. */
    private <T> List<T> finish(Written<T> written) {
        List<T> saved = new ArrayList<>(written.keys().size());
        for (int i = 0; i < written.keys().size(); i++) {
            Draft<T> draft = written.drafts().get(i);
            Key key = written.keys().get(i);
            T instance = converter.withKey(draft.instance, key);
            if (draft.version != null) {
                instance = draft.version.set(instance);
            }
            saved.add(lifecycle.afterSave(instance, draft.entity.withKey(key)));
        }
        return saved;
    }

    private <T> void completeNarrowKeys(List<Draft<T>> drafts) {
        Map<Key, List<Draft<T>>> narrow = new LinkedHashMap<>();
        for (Draft<T> draft : drafts) {
            if (draft.entity.key().isIncomplete() && draft.source.isNarrow()) {
                narrow.computeIfAbsent(draft.entity.key(), incomplete -> new ArrayList<>())
                        .add(draft);
            }
        }
        narrow.forEach((incomplete, same) -> {
            long next = datastore.allocateIdRange(incomplete, same.size()).low();
            for (Draft<T> draft : same) {
                Key key = incomplete.complete(next++);
                // Fails here if it does not fit, before anything is stored.
                converter.toId(key, draft.source.type().getType());
                draft.entity = draft.entity.withKey(key);
            }
        });
    }

    void delete(Iterable<?> instances) {
        List<Key> keys = new ArrayList<>();
        List<Source<Object>> sources = new ArrayList<>();
        for (Object instance : instances) {
            DatastorePersistentEntity<?> type = type(instance);
            Key key = converter.getKey(instance, datastore.partition());
            if (!Source.of(instance, type).hasId()) {
                throw new InvalidDataAccessApiUsageException(
                        "Cannot delete a " + type.getType().getName() + " without an id; it was never saved.");
            }
            keys.add(key);
            sources.add(Source.of(lifecycle.beforeDelete(instance, key), type));
        }
        if (keys.isEmpty()) {
            return;
        }
        inTransactionIf(sources.stream().anyMatch(source -> source.version() != null), () -> {
            existing.compareVersions(keys, sources);
            return operations.execute(entities -> {
                entities.delete(keys);
                return true;
            });
        });
        for (int i = 0; i < keys.size(); i++) {
            lifecycle.afterDelete(sources.get(i).instance(), keys.get(i));
        }
    }

    private static <T> List<Entity> entities(List<Draft<T>> drafts) {
        return drafts.stream().map(draft -> draft.entity).toList();
    }

    /** The write itself; gives the keys in the order of the drafts. */
    @FunctionalInterface
    private interface Write<T> {
        List<Key> run(List<Draft<T>> drafts);
    }
}
