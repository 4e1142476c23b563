package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.EntityRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a transaction has read by key, and what its queries brought, up to some megabytes. For one thread. */
final class KnownRows {

    private static final long MAX_BYTES = 8 << 20;

    private final Map<Bytes, Optional<EntityRow>> rows = new HashMap<>();
    private long bytes;

    /** Notes an entity that was read. */
    void add(EntityRow row) {
        add(new Bytes(row.key()), row);
    }

    private void add(Bytes key, @Nullable EntityRow row) {
        if (bytes < MAX_BYTES && rows.putIfAbsent(key, Optional.ofNullable(row)) == null) {
            // With what a map and its keys take.
            bytes += 100 + key.value().length + (row == null ? 0 : row.record().length);
        }
    }

    private @Nullable EntityRow known(Bytes key) {
        Optional<EntityRow> row = rows.get(key);
        return row == null ? null : row.orElse(null);
    }

    /** Knows nothing from now on, for the transaction writes. */
    void close() {
        rows.clear();
        bytes = MAX_BYTES;
    }

    /** The rows of some keys, of which those are read that are not known. */
    List<@Nullable EntityRow> getAll(List<byte[]> keys, Function<List<byte[]>, List<@Nullable EntityRow>> reads) {
        Set<Bytes> unknown = new LinkedHashSet<>();
        for (byte[] each : keys) {
            Bytes key = new Bytes(each);
            if (!rows.containsKey(key)) {
                unknown.add(key);
            }
        }
        List<byte[]> wanted = unknown.stream().map(Bytes::value).toList();
        List<@Nullable EntityRow> read = reads.apply(wanted);
        Map<Bytes, EntityRow> found = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            Bytes key = new Bytes(wanted.get(i));
            EntityRow row = read.get(i);
            add(key, row);
            if (row != null) {
                found.put(key, row);
            }
        }
        List<@Nullable EntityRow> all = new ArrayList<>(keys.size());
        for (byte[] each : keys) {
            Bytes key = new Bytes(each);
            all.add(unknown.contains(key) ? found.get(key) : known(key));
        }
        return all;
    }
}
