package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.engine.ordered.OrderedEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.ordered.OrderedStore;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Env;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * The embedded engine: durable, in one directory that one process has open at a time.
 *
 * <pre>{@code
 * StorageEngine engine = RocksDbEngine.at(Path.of("data")).durability(Durability.OS).build();
 * }</pre>
 *
 * Nothing is touched before {@link #open()} or the first use.
 */
public final class RocksDbEngine extends OrderedEngine {

    private final Builder settings;
    private final Path path;
    private volatile @Nullable RocksDbStore store;
    private final @Nullable MemoryFiles memory;

    private RocksDbEngine(Builder settings) {
        super("rocksdb", settings.ordered);
        this.settings = settings;
        Path directory = settings.path;
        path = directory == null ? Path.of("/kindred-" + UUID.randomUUID()) : directory.toAbsolutePath();
        memory = directory == null ? new MemoryFiles(this) : null;
    }

    /**
     * An engine on a data directory.
     *
     * @param path the directory; it and its parents are made when the engine opens
     * @return a builder
     */
    public static Builder at(Path path) {
        return new Builder(path);
    }

    /**
     * An engine without files, for tests: the same code on RocksDB's memory file system, with 32 MiB for caches. The data live as long as this object, also
     * while it is closed.
     *
     * @return an engine that is not open
     */
    public static RocksDbEngine inMemory() {
        return new Builder(null)
                .durability(Durability.OS)
                .memoryBytes(32L << 20)
                .build();
    }

    /**
     * The data directory.
     *
     * @return an absolute path, or null in memory
     */
    public @Nullable Path path() {
        return settings.path == null ? null : path;
    }

    /**
     * Copies the store as it is at one moment into a new data directory, while it is in use: an online backup. Files are hard links where the target
     * is on the same file system, so that this is fast. To restore, open an engine on the copy.
     *
     * @param target a path where nothing is; its parents are made
     * @throws StoreException if the target exists or cannot be written; what was written of it stays, for whoever looks into the cause
     * @throws StoreClosedException if the engine is closed
     * @throws UnsupportedOperationException in memory
     */
    public void checkpoint(Path target) {
        if (settings.path == null) {
            throw new UnsupportedOperationException(
                    "An engine in memory has no files to copy; use RocksDbEngine.at(path)");
        }
        RocksDbStore open = store;
        if (open == null || !isOpen()) {
            throw new StoreClosedException("The store in \"" + path + "\" is closed; call open() before checkpoint(…)");
        }
        if (Files.exists(target)) {
            throw new StoreException("The checkpoint's target \"" + target + "\" exists; name a path where nothing is");
        }
        try {
            Files.createDirectories(target);
            open.checkpoint(target.toAbsolutePath().resolve("store"));
            DataDirectory.writeFormat(target, FORMAT);
        } catch (IOException e) {
            throw new StoreException("The checkpoint cannot be written to \"" + target + "\": " + e, e);
        }
    }

    @Override
    protected OrderedStore openStore() {
        if (memory != null) {
            return open(path, memory::release, memory.use());
        }
        DataDirectory directory = DataDirectory.lock(path, FORMAT);
        try {
            NativeLibrary.load(directory.path().resolve("native"));
            if (directory.hasFormat() && !Files.exists(directory.store().resolve("CURRENT"))) {
                throw new CorruptStoreException(
                        path,
                        "The file FORMAT says that there is a store, but \"" + directory.store()
                                + "\" holds none. Restore a checkpoint.");
            }
            Files.createDirectories(directory.store());
            RocksDbStore opened = open(directory.store(), directory::close, null);
            store = opened;
            return opened;
        } catch (IOException e) {
            directory.close();
            throw new DirectoryNotUsableException(path, "It cannot be written: " + e + ".", e);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    @Override
    protected void opened() {
        if (settings.path != null && !Files.exists(path.resolve("FORMAT"))) {
            try {
                DataDirectory.writeFormat(path, FORMAT);
            } catch (IOException e) {
                throw new DirectoryNotUsableException(path, "The file FORMAT cannot be written: " + e + ".", e);
            }
        }
    }

    @Override
    protected StoreException newerFormat(int found) {
        return new NewerFormatException(path, found, FORMAT);
    }

    @Override
    protected StoreException foreignStore() {
        return new CorruptStoreException(
                path, "It holds rows, but not the one that names the format. Was it written by something else?");
    }

    @Override
    protected Map<String, Object> details() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", settings.path == null ? "memory" : path.toString());
        facts.put("durability", settings.durability.name().toLowerCase(Locale.ROOT));
        facts.put("memoryBytes", settings.memoryBytes);
        return facts;
    }

    private RocksDbStore open(Path files, Runnable whenClosed, @Nullable Env env) {
        RocksDbResources resources = new RocksDbResources(settings.durability, settings.memoryBytes, env);
        try {
            return new RocksDbStore(path, RocksDB.open(resources.options(), files.toString()), resources, whenClosed);
        } catch (RocksDBException e) {
            resources.close();
            throw RocksDbFailures.translate(e, path, "opening");
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    /** The settings of an engine. For one thread. */
    public static final class Builder {

        private final @Nullable Path path;
        private Durability durability = Durability.FSYNC;
        private long memoryBytes = 256L << 20;
        private OrderedSettings ordered = OrderedSettings.DEFAULT;

        private Builder(@Nullable Path path) {
            this.path = path;
        }

        private Builder copy() {
            return new Builder(path)
                    .durability(durability)
                    .memoryBytes(memoryBytes)
                    .ordered(ordered);
        }

        /**
         * What a commit outlives.
         *
         * @param setting {@link Durability#FSYNC} by default
         * @return this
         */
        public Builder durability(Durability setting) {
            durability = setting;
            return this;
        }

        /**
         * Native memory for blocks, indexes, filters and write buffers together. Not on the heap.
         *
         * @param bytes at least 4 MiB; 256 MiB by default
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder memoryBytes(long bytes) {
            if (bytes < 4L << 20) {
                throw new IllegalArgumentException(
                        "The engine needs at least " + (4L << 20) + " bytes of memory, not " + bytes);
            }
            memoryBytes = bytes;
            return this;
        }

        /**
         * Heap for the cache of entities.
         *
         * @param bytes 0 for no cache; 64 MiB or a tenth of the heap, whichever is less, by default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder cacheBytes(long bytes) {
            ordered = ordered.cacheBytes(bytes);
            return this;
        }

        /**
         * Lets past states be read for a while.
         *
         * @param window how long a state can be read; 0, the default, for no past states
         * @param resolution the distance between two states, in whole milliseconds
         * @return this
         * @throws IllegalArgumentException if a duration is negative, or there would be more than 20,000 states
         */
        public Builder history(Duration window, Duration resolution) {
            ordered = ordered.history(window, resolution);
            return this;
        }

        /**
         * Limits and clocks; the cache's size and the history, too.
         *
         * @param settings replaces what was set by {@link #cacheBytes(long)} and {@link #history}
         * @return this
         */
        public Builder ordered(OrderedSettings settings) {
            ordered = settings;
            return this;
        }

        /**
         * Makes the engine.
         *
         * @return an engine that is not open
         */
        public RocksDbEngine build() {
            return new RocksDbEngine(copy());
        }
    }
}
