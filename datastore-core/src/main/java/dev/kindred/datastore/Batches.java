package dev.kindred.datastore;

import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.codec.RecordCodec;
import dev.kindred.datastore.codec.RecordSize;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.transaction.StoredNames;
import dev.kindred.datastore.transaction.WriteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The writes of one call outside of transactions, divided over as many commits as their size demands, in order. */
final class Batches {

    /** So many bytes the create version of an entity that exists takes more than that of a new one. */
    private static final int CREATE_VERSION_BYTES = 9;

    private Batches() {}

    /** Entities, one part of them if all fit one commit. */
    static List<List<Entity>> ofEntities(List<Entity> entities, StoredNames names) {
        if (entities.size() == 1) {
            return List.of(entities);
        }
        long atMost = 0;
        for (Entity entity : entities) {
            atMost += Limits.MAX_KEY_BYTES + RecordSize.atMost(entity);
        }
        if (atMost <= Limits.MAX_TRANSACTION_BYTES) {
            return List.of(entities);
        }
        WriteBuffer.check(entities);
        names.ensureNamesOf(entities);
        return divide(
                entities,
                entity -> keyBytes(entity.key(), names)
                        + RecordCodec.encode(entity, 0, names).length
                        + CREATE_VERSION_BYTES);
    }

    /** Keys to be deleted, one part of them if all fit one commit. */
    static List<List<Key>> ofKeys(List<Key> keys, StoredNames names) {
        return (long) keys.size() * Limits.MAX_KEY_BYTES <= Limits.MAX_TRANSACTION_BYTES
                ? List.of(keys)
                : divide(keys, key -> keyBytes(key, names));
    }

    private static int keyBytes(Key key, StoredNames names) {
        return key.isIncomplete()
                ? Limits.MAX_KEY_BYTES
                : OrderedCodec.entityKey(key, names.ensure(key.partition())).length;
    }

    private static <T> List<List<T>> divide(List<T> all, ToLongFunction<T> size) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            long more = size.applyAsLong(all.get(i));
            if (i > from && bytes + more > Limits.MAX_TRANSACTION_BYTES) {
                parts.add(all.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        parts.add(all.subList(from, all.size()));
        return parts;
    }

    /** Commits part after part. */
    static <T> List<Key> commit(List<List<T>> parts, Function<List<T>, List<Key>> commit) {
        List<Key> done = new ArrayList<>();
        for (List<T> part : parts) {
            try {
                done.addAll(commit.apply(part));
            } catch (RuntimeException e) {
                if (done.isEmpty()) {
                    throw e;
                }
                int total = parts.stream().mapToInt(List::size).sum();
                int uncertain = e instanceof UnknownCommitException ? part.size() : 0;
                throw new PartialBatchException(total, uncertain, List.copyOf(done), e);
            }
        }
        return done;
    }
}
