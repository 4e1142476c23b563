package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.MutationResult;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.Retention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes entities over what is stored, and leaves what their types do not own. Mostly a mask says what that is, and the store applies it in the commit; where it
 * depends on what is stored, reading and writing are one transaction. Entities without a key yet, and types that own everything, are put as they are.
 */
final class Retaining {

    private final DatastoreConverter converter;
    private final DatastoreOperations operations;

    Retaining(DatastoreConverter converter, DatastoreOperations operations) {
        this.converter = converter;
        this.operations = operations;
    }

    /**
     * An entity on its way.
     *
     * @param type the type it was made of
     * @param entity as the converter made it
     * @param origin whether there may be one already
     */
    record Written(Class<?> type, Entity entity, Origin origin) {

        /** Where an entity's key comes from. */
        enum Origin {
            /** The object had its id. */
            GIVEN,
            /** Nobody can have it yet. */
            GENERATED
        }

        boolean mayBeThere() {
            return origin == Origin.GIVEN;
        }
    }

    /** Stores entities that may be there; gives their keys in order. */
    List<Key> put(List<Written> all) {
        return merged(all, merged -> {
            List<Mutation> masked = masked(merged, Mutation::put);
            return masked == null
                    ? operations.execute(entities -> entities.put(entities(merged)))
                    : operations.execute(entities -> entities.apply(masked)).stream()
                            .map(MutationResult::key)
                            .toList();
        });
    }

    /** Stores entities that must be there; gives their keys in order. */
    List<Key> update(List<Written> all) {
        return merged(all, merged -> {
            List<Mutation> masked = masked(merged, Mutation::update);
            return operations.execute(entities -> {
                if (masked == null) {
                    entities.update(entities(merged));
                } else {
                    entities.apply(masked);
                }
                return all.stream().map(written -> written.entity().key()).toList();
            });
        });
    }

    private static List<Entity> entities(List<Written> all) {
        return all.stream().map(Written::entity).toList();
    }

    private boolean needsStored(Written written) {
        return written.mayBeThere() && converter.retention(written.type()).needsStored();
    }

    private List<Key> merged(List<Written> all, Function<List<Written>, List<Key>> write) {
        if (all.stream().noneMatch(this::needsStored)) {
            return write.apply(all);
        }
        return operations.performTransaction(transaction -> {
            List<Key> keys = all.stream()
                    .filter(this::needsStored)
                    .map(written -> written.entity().key())
                    .toList();
            List<@Nullable Entity> found = transaction.execute(entities -> entities.findAll(keys));
            // Of several with one key the later finds what the earlier has left.
            Map<Key, @Nullable Entity> stored = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                stored.put(keys.get(i), found.get(i));
            }
            List<Written> merged = new ArrayList<>(all.size());
            for (Written written : all) {
                if (!needsStored(written)) {
                    merged.add(written);
                    continue;
                }
                Key key = written.entity().key();
                Entity whole = converter.retention(written.type()).merge(written.entity(), stored.get(key));
                stored.put(key, whole);
                merged.add(new Written(written.type(), whole, written.origin()));
            }
            return write.apply(merged);
        });
    }

    /** The mutations, or null if nothing is left as it is stored. */
    private @Nullable List<Mutation> masked(List<Written> all, Function<Entity, Mutation> mutation) {
        List<Mutation> mutations = new ArrayList<>(all.size());
        boolean anyMask = false;
        for (Written written : all) {
            Retention retention = converter.retention(written.type());
            PropertyMask mask =
                    written.mayBeThere() && !retention.needsStored() ? retention.mask(written.entity()) : null;
            Mutation write = mutation.apply(written.entity());
            anyMask |= mask != null;
            mutations.add(mask == null ? write : write.mask(mask));
        }
        return anyMask ? mutations : null;
    }
}
