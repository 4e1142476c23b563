package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.ClassUtils;

/**
 * Writes objects in one batch: makes entities of them, completes their keys, compares versions where there are any, stores, and gives ids and versions back to the
 * objects. Where a version has to be compared, reading and writing are one transaction, the thread's or a new one.
 *
 * <p>Objects are touched last, so that a failed save leaves them as they were, and a repeated one starts from the same.
 */
final class Saving {

    /** Ids that are too narrow for those a put gives, which are spread over 53 bits. They are taken from a block that counts up from 1. */
    private static final Set<Class<?>> NARROW_IDS = Set.of(int.class, Integer.class);

    private final Datastore datastore;
    private final DatastoreConverter converter;
    private final DatastoreOperations operations;

    Saving(Datastore datastore, DatastoreConverter converter, DatastoreOperations operations) {
        this.datastore = datastore;
        this.converter = converter;
        this.operations = operations;
    }

    /** One object on its way. */
    private static final class Draft<T> {
        private final T source;
        private final DatastorePersistentEntity<?> type;
        private Entity entity;
        private @Nullable Version version;
        private boolean numbered;

        Draft(T source, DatastorePersistentEntity<?> type, Entity entity) {
            this.source = source;
            this.type = type;
            this.entity = entity;
        }

        /** Whoever has the key already must not be overwritten: new by its version, or numbered, perhaps as somebody did by hand. */
        boolean mustBeNew() {
            return numbered || (version != null && version.isNew());
        }
    }

    <T> List<T> save(Iterable<? extends T> instances) {
        List<Draft<T>> drafts = drafts(instances);
        return withVersions(drafts, () -> {
            List<Entity> fresh = new ArrayList<>();
            List<Entity> others = new ArrayList<>();
            for (Draft<T> draft : drafts) {
                (draft.mustBeNew() ? fresh : others).add(draft.entity);
            }
            if (fresh.isEmpty()) {
                return operations.execute(entities -> entities.put(others));
            }
            List<Key> inserted = operations.execute(entities -> entities.insert(fresh));
            List<Key> put = others.isEmpty() ? List.of() : operations.execute(entities -> entities.put(others));
            return inOrder(drafts, inserted, put);
        });
    }

    private static <T> List<Key> inOrder(List<Draft<T>> drafts, List<Key> inserted, List<Key> put) {
        List<Key> keys = new ArrayList<>(drafts.size());
        int nextInserted = 0;
        int nextPut = 0;
        for (Draft<T> draft : drafts) {
            keys.add(draft.mustBeNew() ? inserted.get(nextInserted++) : put.get(nextPut++));
        }
        return keys;
    }

    <T> List<T> insert(Iterable<? extends T> instances) {
        List<Draft<T>> drafts = drafts(instances);
        for (Draft<T> draft : drafts) {
            if (draft.version != null) {
                draft.version = draft.version.asNew();
            }
        }
        List<Key> keys = store(drafts, () -> operations.execute(entities -> entities.insert(entities(drafts))));
        return finish(drafts, keys);
    }

    <T> List<T> update(Iterable<? extends T> instances) {
        List<Draft<T>> drafts = drafts(instances);
        for (Draft<T> draft : drafts) {
            if (draft.entity.key().isIncomplete()) {
                throw new InvalidDataAccessApiUsageException("Cannot update a "
                        + draft.type.getType().getName() + " without an id; insert or save it first.");
            }
        }
        return withVersions(
                drafts,
                () -> operations.execute(entities -> {
                    entities.update(entities(drafts));
                    return drafts.stream().map(draft -> draft.entity.key()).toList();
                }));
    }

    void delete(Iterable<?> instances) {
        List<Draft<Object>> drafts = drafts(instances);
        List<Key> keys = new ArrayList<>();
        for (Draft<Object> draft : drafts) {
            if (draft.entity.key().isIncomplete()) {
                throw new InvalidDataAccessApiUsageException(
                        "Cannot delete a " + draft.type.getType().getName() + " without an id; it was never saved.");
            }
            keys.add(draft.entity.key());
        }
        if (keys.isEmpty()) {
            return;
        }
        inTransactionIf(isVersioned(drafts), ignored -> {
            compareVersions(drafts);
            return operations.execute(entities -> {
                entities.delete(keys);
                return true;
            });
        });
    }

    private <T> List<Draft<T>> drafts(Iterable<? extends T> instances) {
        List<Draft<T>> drafts = new ArrayList<>();
        for (T instance : instances) {
            DatastorePersistentEntity<?> type =
                    converter.getMappingContext().getRequiredPersistentEntity(ClassUtils.getUserClass(instance));
            Draft<T> draft = new Draft<>(instance, type, converter.write(instance, datastore.partition()));
            DatastorePersistentProperty property = type.getVersionProperty();
            if (property != null) {
                draft.version = Version.of(type, property, instance);
            }
            drafts.add(draft);
        }
        return drafts;
    }

    private <T> List<T> withVersions(List<Draft<T>> drafts, Write write) {
        List<Key> keys = inTransactionIf(isVersioned(drafts), ignored -> {
            compareVersions(drafts);
            return store(drafts, write);
        });
        return finish(drafts, keys);
    }

    private static <T> boolean isVersioned(List<Draft<T>> drafts) {
        return drafts.stream().anyMatch(draft -> draft.version != null);
    }

    private <R> R inTransactionIf(boolean needed, Function<DatastoreOperations, R> work) {
        return needed ? operations.performTransaction(work) : work.apply(operations);
    }

    private <T> void compareVersions(List<Draft<T>> drafts) {
        Map<Key, Draft<T>> expected = new LinkedHashMap<>();
        for (Draft<T> draft : drafts) {
            if (draft.version != null
                    && !draft.version.isNew()
                    && !draft.entity.key().isIncomplete()) {
                expected.put(draft.entity.key(), draft);
            }
        }
        if (expected.isEmpty()) {
            return;
        }
        List<@Nullable Entity> stored = operations.execute(entities -> entities.findAll(expected.keySet()));
        int i = 0;
        for (Draft<T> draft : expected.values()) {
            if (draft.version != null) {
                draft.version.compare(draft.entity.key(), stored.get(i));
            }
            i++;
        }
    }

    /** Completes and writes. May run again if it conflicts. */
    private <T> List<Key> store(List<Draft<T>> drafts, Write write) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        completeNarrowKeys(drafts);
        for (Draft<T> draft : drafts) {
            if (draft.version != null) {
                draft.entity = draft.version.advance(draft.entity);
            }
        }
        return write.run();
    }

    /** Gives ids and versions back. */
    private <T> List<T> finish(List<Draft<T>> drafts, List<Key> keys) {
        List<T> saved = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            Draft<T> draft = drafts.get(i);
            T instance = converter.withKey(draft.source, keys.get(i));
            saved.add(draft.version == null ? instance : draft.version.set(instance));
        }
        return saved;
    }

    private <T> void completeNarrowKeys(List<Draft<T>> drafts) {
        Map<Key, List<Draft<T>>> narrow = new LinkedHashMap<>();
        for (Draft<T> draft : drafts) {
            Key key = draft.entity.key();
            if (key.isIncomplete()
                    && NARROW_IDS.contains(draft.type.getRequiredIdProperty().getType())) {
                narrow.computeIfAbsent(key, incomplete -> new ArrayList<>()).add(draft);
            }
        }
        narrow.forEach((incomplete, same) -> {
            long next = datastore.allocateIdRange(incomplete, same.size()).low();
            for (Draft<T> draft : same) {
                Key key = incomplete.complete(next++);
                converter.toId(key, draft.type.getType()); // Fails here if it does not fit, before anything is stored.
                draft.entity = draft.entity.withKey(key);
                draft.numbered = true;
            }
        });
    }

    private static <T> List<Entity> entities(List<Draft<T>> drafts) {
        return drafts.stream().map(draft -> draft.entity).toList();
    }

    /** The write itself; gives the keys in the order of the drafts. */
    @FunctionalInterface
    private interface Write {
        List<Key> run();
    }
}
