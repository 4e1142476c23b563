package dev.kindred.datastore;

import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.IdAllocator;
import dev.kindred.datastore.transaction.IdAllocator.RangeOutcome;
import dev.kindred.datastore.transaction.StoredNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The id side of a {@link LocalDatastore}: keys in, keys out. */
final class Ids {

    private static final int LOOKED_UP_AT_A_TIME = 1_000;

    private final StorageEngine engine;
    private final StoredNames names;
    private final IdAllocator allocator;

    Ids(StorageEngine engine, StoredNames names) {
        this.engine = engine;
        this.names = names;
        this.allocator = names.ids();
    }

    /** Gives ids to the incomplete ones of some keys. That no entity has them is for the commit to check. */
    List<Key> complete(List<Key> keys) {
        int missing = 0;
        for (Key key : keys) {
            missing += key.isIncomplete() ? 1 : 0;
        }
        if (missing == 0) {
            return keys;
        }
        long[] fresh = allocator.scattered(missing);
        List<Key> complete = new ArrayList<>(keys.size());
        for (Key key : keys) {
            complete.add(key.isIncomplete() ? key.complete(fresh[--missing]) : key);
        }
        return complete;
    }

    /** Gives ids that no entity has: nobody may ever put these keys, so no commit would find out. */
    List<Key> allocate(Collection<Key> incomplete) {
        incomplete.forEach(Ids::checkIncomplete);
        List<Key> asked = List.copyOf(incomplete);
        List<Key> allocated = new ArrayList<>(complete(asked));
        for (int from = 0; from < allocated.size(); from += LOOKED_UP_AT_A_TIME) {
            replaceTaken(asked, allocated, from, Math.min(allocated.size(), from + LOOKED_UP_AT_A_TIME));
        }
        return allocated;
    }

    private void replaceTaken(List<Key> asked, List<Key> allocated, int from, int to) {
        List<Integer> open = new ArrayList<>();
        for (int i = from; i < to; i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            List<byte[]> encoded = new ArrayList<>(open.size());
            for (int i : open) {
                Key key = allocated.get(i);
                encoded.add(OrderedCodec.entityKey(key, names.ensure(key.partition())));
            }
            List<Integer> taken = new ArrayList<>();
            try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
                List<@Nullable EntityRow> rows = snapshot.getAll(encoded);
                for (int i = 0; i < rows.size(); i++) {
                    if (rows.get(i) != null) {
                        taken.add(open.get(i));
                    }
                }
            }
            for (int i : taken) {
                allocated.set(i, asked.get(i).complete(allocator.scattered(1)[0]));
            }
            open = taken;
        }
    }

    IdRange block(Key incomplete, int count) {
        checkIncomplete(incomplete);
        if (count < 0 || count > Limits.MAX_ALLOCATED_IDS) {
            throw new IllegalArgumentException(
                    "Cannot allocate " + count + " ids: the number must be 0 to " + Limits.MAX_ALLOCATED_IDS + ".");
        }
        if (count == 0) {
            return new IdRange(0, 0);
        }
        long low = allocator.block(incomplete, count);
        return new IdRange(low, low + count);
    }

    void range(Key incomplete, long start, long end) {
        checkIncomplete(incomplete);
        if (start < 1 || end < 1) {
            throw new IllegalArgumentException(
                    "Cannot allocate the ids " + start + " to " + end + ": start and end must both be greater than 0.");
        }
        if (start > end) {
            throw new IllegalArgumentException(
                    "Cannot allocate the ids " + start + " to " + end + ": start must not be behind end.");
        }
        if (IdAllocator.automaticIds(start, end) > Limits.MAX_ALLOCATED_IDS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Cannot allocate the ids %d to %d: a range may take %,d of the ids from 2^52 on, which are assigned automatically.",
                    start,
                    end,
                    Limits.MAX_ALLOCATED_IDS));
        }
        RangeOutcome outcome = allocator.range(incomplete, start, end);
        if (outcome instanceof RangeOutcome.Collision collision) {
            throw new KeyRangeCollisionException(incomplete, start, end, collision.id());
        }
        if (outcome instanceof RangeOutcome.Contention) {
            throw new KeyRangeContentionException(incomplete, start, end);
        }
    }

    void reserve(Collection<Key> keys) {
        keys.forEach(LocalDatastore::checkComplete);
        allocator.reserve(keys);
    }

    private static void checkIncomplete(Key key) {
        if (!key.isIncomplete()) {
            throw new InvalidKeyException("Key " + key + " is complete; ids are allocated for incomplete keys.");
        }
    }
}
