package dev.kindred.datastore;

import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Mark;
import dev.kindred.datastore.store.OutdatedException;
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
import java.util.function.LongConsumer;
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

    /**
     * Gives ids to the incomplete ones of some keys. That no entity has them, and that they have not been reserved by now, is for the commit to check.
     *
     * @param asOf is told when they were not reserved, if there are any
     */
    List<Key> complete(List<Key> keys, LongConsumer asOf) {
        int missing = 0;
        for (Key key : keys) {
            missing += key.isIncomplete() ? 1 : 0;
        }
        if (missing == 0) {
            return keys;
        }
        IdAllocator.Scattered scattered = allocator.scattered(missing);
        asOf.accept(scattered.asOf());
        long[] fresh = scattered.ids();
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
        long[] asOf = {0};
        List<Key> allocated = new ArrayList<>(complete(asked, state -> asOf[0] = state));
        for (int from = 0; from < allocated.size(); from += LOOKED_UP_AT_A_TIME) {
            int to = Math.min(allocated.size(), from + LOOKED_UP_AT_A_TIME);
            replaceTaken(asked.subList(from, to), allocated.subList(from, to), asOf[0]);
        }
        return allocated;
    }

    private void replaceTaken(List<Key> asked, List<Key> allocated, long firstAsOf) {
        long[] asOf = {firstAsOf};
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            try {
                open = taken(allocated, open, asOf[0]);
            } catch (OutdatedException e) {
                // Any of them may be reserved: others instead of all.
                names.lookAgain(e);
            }
            List<Key> fresh = complete(open.stream().map(asked::get).toList(), state -> asOf[0] = state);
            for (int i = 0; i < fresh.size(); i++) {
                allocated.set(open.get(i), fresh.get(i));
            }
        }
    }

    /** Which of some keys an entity has. */
    private List<Integer> taken(List<Key> keys, List<Integer> places, long asOf) {
        List<byte[]> encoded = new ArrayList<>(places.size());
        for (int i : places) {
            Key key = keys.get(i);
            encoded.add(OrderedCodec.entityKey(key, names.ensure(key.partition())));
        }
        List<Integer> taken = new ArrayList<>();
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            snapshot.expect(Mark.RESERVED_IDS, asOf);
            List<@Nullable EntityRow> rows = snapshot.getAll(encoded);
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i) != null) {
                    taken.add(places.get(i));
                }
            }
        }
        return taken;
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
