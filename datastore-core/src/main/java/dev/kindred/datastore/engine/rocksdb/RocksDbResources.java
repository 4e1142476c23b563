package dev.kindred.datastore.engine.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The native objects of an open store besides the database: settings that were measured, see the decision page on the embedded engine. Closed in
 * reverse order, after the database.
 */
final class RocksDbResources implements AutoCloseable {

    private static final long MEBIBYTE = 1L << 20;

    /** A scan that steps over so many deleted rows at once takes about a millisecond. */
    private static final int SKIPPED_ROWS = 2_000;

    private static final long DELETIONS_WINDOW = 4_096;

    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final Options options;
    private final WriteOptions durable;
    private final WriteOptions process;
    private final Cache blocks;
    private final boolean files;

    RocksDbResources(Durability durability, long memoryBytes, @Nullable Env env) {
        // One number for blocks, indexes, filters and write buffers: the latter are charged to the cache.
        blocks = keep(new HyperClockCache(memoryBytes, 0, -1, false));
        WriteBufferManager buffers = keep(new WriteBufferManager(memoryBytes / 2, blocks));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(blocks)
                .setBlockSize(8 * 1024)
                .setFilterPolicy(keep(new BloomFilter(10, false)))
                .setWholeKeyFiltering(true)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        options = keep(new Options(keep(new DBOptions()), keep(scanTriggers())))
                .setCreateIfMissing(true)
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(0.1)
                .setWriteBufferManager(buffers)
                .setWriteBufferSize(Math.min(64 * MEBIBYTE, Math.max(MEBIBYTE, memoryBytes / 4)))
                .setMaxWriteBufferNumber(3)
                .setMaxTotalWalSize(256 * MEBIBYTE)
                .setLevelCompactionDynamicLevelBytes(true)
                .setMaxBackgroundJobs(2)
                .setBytesPerSync(MEBIBYTE)
                .setKeepLogFileNum(3)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setWalRecoveryMode(recovery(durability));
        options.setTablePropertiesCollectorFactory(
                List.of(keep(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        DELETIONS_WINDOW, DELETIONS_WINDOW / 2, 0.5))));
        files = env == null;
        if (env != null) {
            options.setEnv(env);
        }
        durable = keep(new WriteOptions()).setSync(durability == Durability.FSYNC);
        process = keep(new WriteOptions()).setSync(false);
    }

    /**
     * Deleted rows stay as tombstones until they are compacted, and a scan has to step over them: the head of an index on, say, the state of orders
     * would soon cost milliseconds. A scan that meets many of them in memory has the memory written to a table; a table with many of them is compacted.
     * RocksDB's Java interface has no setter for the first.
     */
    private static ColumnFamilyOptions scanTriggers() {
        Properties properties = new Properties();
        properties.setProperty("memtable_op_scan_flush_trigger", String.valueOf(SKIPPED_ROWS));
        properties.setProperty("memtable_avg_op_scan_flush_trigger", String.valueOf(SKIPPED_ROWS / 10));
        ColumnFamilyOptions options = ColumnFamilyOptions.getColumnFamilyOptionsFromProps(properties);
        return options == null ? new ColumnFamilyOptions() : options;
    }

    /**
     * With fsync, all that was acknowledged is on the disk, so only the last record of a log can be torn; damage anywhere else is damage, and reported.
     * Without, a power cut leaves any part of what was not synced, and the best there is is a prefix of the commits.
     */
    private static WALRecoveryMode recovery(Durability durability) {
        return durability == Durability.FSYNC
                ? WALRecoveryMode.TolerateCorruptedTailRecords
                : WALRecoveryMode.PointInTimeRecovery;
    }

    boolean hasFiles() {
        return files;
    }

    Options options() {
        return options;
    }

    WriteOptions durable() {
        return durable;
    }

    WriteOptions process() {
        return process;
    }

    long blockBytes() {
        return blocks.getUsage();
    }

    @Override
    public void close() {
        try {
            while (!made.isEmpty()) {
                made.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("RocksDB's settings could not be freed", e);
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        made.push(resource);
        return resource;
    }
}
