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
    private static final int PROBES = 64;

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

    /**
     * Reads a few ids of both ranges; the one with the wider gaps drives, and the exact rows of the other are probed for in batches, which bloom filters
     * answer mostly.
     */
    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        byte[] first = RowBytes.prefix(RowBytes.COUNTRY, RowBytes.string(country));
        byte[] second = RowBytes.prefix(RowBytes.FEATURE, RowBytes.string(feature));
        List<Long> found = new ArrayList<>(QUERY_LIMIT);
        List<Long> firstIds = ids(first, 0);
        List<Long> secondIds = ids(second, 0);
        if (firstIds.isEmpty() || secondIds.isEmpty()) {
            return List.of();
        }
        boolean firstDrives = reach(firstIds) >= reach(secondIds);
        byte[] driver = firstDrives ? first : second;
        byte[] probed = firstDrives ? second : first;
        List<Long> chunk = firstDrives ? firstIds : secondIds;
        while (true) {
            probe(probed, chunk, found);
            if (chunk.size() < PROBES || found.size() >= QUERY_LIMIT) {
                return places(found.subList(0, Math.min(found.size(), QUERY_LIMIT)));
            }
            chunk = ids(driver, chunk.get(chunk.size() - 1) + 1);
        }
    }

    private static long reach(List<Long> ids) {
        return ids.size() < PROBES ? Long.MAX_VALUE : ids.get(ids.size() - 1);
    }

    private List<Long> ids(byte[] prefix, long fromId) {
        List<Long> ids = new ArrayList<>(PROBES);
        try (RocksIterator rows = db().newIterator(reading)) {
            for (rows.seek(RowBytes.withId(prefix, fromId));
                    ids.size() < PROBES && rows.isValid() && startsWith(rows.key(), prefix);
                    rows.next()) {
                ids.add(RowBytes.id(rows.key()));
            }
        }
        return ids;
    }

    private void probe(byte[] prefix, List<Long> ids, List<Long> found) {
        List<byte @Nullable []> rows =
                multiGet(ids.stream().map(id -> RowBytes.withId(prefix, id)).toList());
        for (int i = 0; i < ids.size(); i++) {
            if (rows.get(i) != null) {
                found.add(ids.get(i));
            }
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
