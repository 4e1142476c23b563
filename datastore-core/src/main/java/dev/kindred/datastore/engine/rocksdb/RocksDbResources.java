package dev.kindred.datastore.engine.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The native objects of an open store besides the database: settings that were measured, see the decision page on the embedded engine. Closed in
 * reverse order, after the database.
 */
final class RocksDbResources implements AutoCloseable {

    private static final long MEBIBYTE = 1L << 20;

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
        options = keep(new Options())
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
        files = env == null;
        if (env != null) {
            options.setEnv(env);
        }
        durable = keep(new WriteOptions()).setSync(durability == Durability.FSYNC);
        process = keep(new WriteOptions()).setSync(false);
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
