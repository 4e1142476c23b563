package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The floor: RocksDB with as many rows of about the same size as the datastore writes, and nothing above it. No transactions, no conflicts, no types,
 * no planner, no entity cache; a put does not look for an old entity. What Kindred takes more than this is its own.
 */
final class RocksDbContestant implements Contestant {

    private static final long MEBIBYTE = 1 << 20;
    private static final int CHUNK = 64;
    private static final int PROBE_COST = 6;

    private final WriteOptions durably = new WriteOptions().setSync(true);
    private final ReadOptions reading = new ReadOptions();
    private final Options options = new Options();
    private final LRUCache cache = new LRUCache(256 * MEBIBYTE);
    private final BloomFilter bloom = new BloomFilter(10);
    private @Nullable RocksDB opened;

    static {
        RocksDB.loadLibrary();
    }

    @Override
    public void open(Path directory) {
        options.setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(64 * MEBIBYTE)
                .setMaxWriteBufferNumber(3)
                .setMaxTotalWalSize(256 * MEBIBYTE)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(MEBIBYTE)
                .setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(0.1)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockSize(8 * 1024)
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setFilterPolicy(bloom));
        try {
            opened = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String description() {
        return "RocksDB " + RocksDB.rocksdbVersion()
                + ", an entity row and 10 index rows a place, every commit is fsynced";
    }

    @Override
    public void put(Place place) {
        putBatch(List.of(place));
    }

    @Override
    public void putBatch(List<Place> places) {
        try (WriteBatch batch = new WriteBatch()) {
            for (Place place : places) {
                batch.put(RowBytes.key(place.id()), RowBytes.entity(place));
                put(batch, RowBytes.steadyRows(place));
                put(batch, RowBytes.changingRows(place));
            }
            db().write(durably, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable Place get(long id) {
        try {
            byte[] key = RowBytes.key(id);
            byte[] entity = db().get(reading, key);
            return entity == null ? null : RowBytes.place(key, entity);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void update(long id) {
        Place old = get(id);
        if (old == null) {
            throw new IllegalStateException("Place " + id + " is gone");
        }
        Place updated = new Place(
                id,
                old.name(),
                old.country(),
                old.admin1(),
                old.feature(),
                old.population() + 1,
                old.latitude(),
                old.longitude(),
                old.created(),
                old.visits() + 1);
        try (WriteBatch batch = new WriteBatch()) {
            delete(batch, RowBytes.changingRows(old));
            put(batch, RowBytes.changingRows(updated));
            batch.put(RowBytes.key(id), RowBytes.entity(updated));
            db().write(durably, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Place> queryEqualitySorted(String country) {
        byte[] prefix = RowBytes.prefix(RowBytes.COUNTRY_AND_POPULATION, RowBytes.string(country));
        List<Long> ids = new ArrayList<>(QUERY_LIMIT);
        try (RocksIterator rows = db().newIterator(reading)) {
            rows.seekForPrev(RowBytes.after(prefix));
            while (ids.size() < QUERY_LIMIT && rows.isValid() && startsWith(rows.key(), prefix)) {
                ids.add(RowBytes.id(rows.key()));
                rows.prev();
            }
        }
        return places(ids);
    }

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        try (RocksIterator first = db().newIterator(reading);
                RocksIterator second = db().newIterator(reading)) {
            return places(new Zigzag(
                            new Range(first, RowBytes.prefix(RowBytes.COUNTRY, RowBytes.string(country))),
                            new Range(second, RowBytes.prefix(RowBytes.FEATURE, RowBytes.string(feature))))
                    .first(QUERY_LIMIT));
        }
    }

    /** The ids of an index range, ascending, read a chunk at a time. */
    private final class Range {

        private final RocksIterator rows;
        private final byte[] prefix;
        private final long[] chunk = new long[CHUNK];
        private int size;
        private int at;
        private boolean ended;

        Range(RocksIterator rows, byte[] prefix) {
            this.rows = rows;
            this.prefix = prefix;
            seek(0);
        }

        /** Fills the chunk with the rows from an id on. */
        void seek(long id) {
            rows.seek(RowBytes.withId(prefix, id));
            fill();
        }

        /** Fills the chunk with the rows that follow. */
        void fill() {
            at = 0;
            size = 0;
            while (size < CHUNK && rows.isValid() && startsWith(rows.key(), prefix)) {
                chunk[size++] = RowBytes.id(rows.key());
                rows.next();
            }
            ended = size < CHUNK;
        }

        long last() {
            return ended ? Long.MAX_VALUE : chunk[size - 1];
        }

        /** Which of the ids this range holds, by looking for the exact rows: bloom filters answer for most that are not there. */
        void probe(Range other, List<Long> found) {
            List<Long> ids = new ArrayList<>();
            for (int i = other.at; i < other.size; i++) {
                ids.add(other.chunk[i]);
            }
            List<byte @Nullable []> there =
                    multiGet(ids.stream().map(id -> RowBytes.withId(prefix, id)).toList());
            for (int i = 0; i < ids.size(); i++) {
                if (there.get(i) != null) {
                    found.add(ids.get(i));
                }
            }
        }
    }

    /**
     * The intersection of two ranges. Both are read in chunks; what they share up to the end of the chunk that ends first is merged. How many rows of the
     * other lie there tells the next step: none, so the range leaps over the gap; few, so the rest of the other's chunk is probed for, since a probe
     * costs as much as reading about six rows; many, so both are read on.
     */
    private record Zigzag(Range first, Range second) {

        List<Long> first(int limit) {
            List<Long> found = new ArrayList<>();
            while (found.size() < limit && first.size > 0 && second.size > 0) {
                Range dense = first.last() <= second.last() ? first : second;
                Range sparse = dense == first ? second : first;
                int passed = merge(dense, sparse, found);
                if (dense.ended || sparse.at == sparse.size) {
                    if (dense.ended) {
                        break;
                    }
                    sparse.fill();
                    dense.fill();
                } else if (passed == 0) {
                    dense.seek(sparse.chunk[sparse.at]);
                } else if (passed * PROBE_COST < CHUNK) {
                    dense.probe(sparse, found);
                    if (sparse.ended) {
                        break;
                    }
                    long next = sparse.chunk[sparse.size - 1] + 1;
                    sparse.fill();
                    dense.seek(sparse.size == 0 ? next : sparse.chunk[0]);
                } else {
                    dense.fill();
                }
            }
            return found.subList(0, Math.min(limit, found.size()));
        }

        /** Merges up to the end of the dense chunk; returns how many rows of the sparse one that took. */
        private static int merge(Range dense, Range sparse, List<Long> found) {
            int from = sparse.at;
            long end = dense.last();
            while (sparse.at < sparse.size && sparse.chunk[sparse.at] <= end) {
                long id = sparse.chunk[sparse.at++];
                while (dense.at < dense.size && dense.chunk[dense.at] < id) {
                    dense.at++;
                }
                if (dense.at < dense.size && dense.chunk[dense.at] == id) {
                    found.add(id);
                }
            }
            return sparse.at - from;
        }
    }

    private List<Place> places(List<Long> ids) {
        List<byte[]> keys = ids.stream().map(RowBytes::key).toList();
        List<byte @Nullable []> entities = multiGet(keys);
        List<Place> places = new ArrayList<>(ids.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] entity = entities.get(i);
            if (entity != null) {
                places.add(RowBytes.place(keys.get(i), entity));
            }
        }
        return places;
    }

    private List<byte @Nullable []> multiGet(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return List.of(); // RocksDB asserts that there are keys
        }
        try {
            return db().multiGetAsList(reading, keys);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void remove(long firstId, long endId) {
        try (WriteBatch batch = new WriteBatch()) {
            for (long id = firstId; id < endId; id++) {
                Place place = get(id);
                if (place != null) {
                    batch.delete(RowBytes.key(id));
                    delete(batch, RowBytes.steadyRows(place));
                    delete(batch, RowBytes.changingRows(place));
                }
            }
            db().write(durably, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
        options.close();
        bloom.close();
        cache.close();
        reading.close();
        durably.close();
    }

    private RocksDB db() {
        if (opened == null) {
            throw new IllegalStateException("Not open");
        }
        return opened;
    }

    private static void put(WriteBatch batch, List<byte[]> rows) throws RocksDBException {
        for (byte[] row : rows) {
            batch.put(row, new byte[0]);
        }
    }

    private static void delete(WriteBatch batch, List<byte[]> rows) throws RocksDBException {
        for (byte[] row : rows) {
            batch.delete(row);
        }
    }

    private static boolean startsWith(byte[] row, byte[] prefix) {
        return row.length >= prefix.length && Arrays.equals(row, 0, prefix.length, prefix, 0, prefix.length);
    }
}
