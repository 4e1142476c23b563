package dev.kindred.datastore.engine.rocksdb;

import dev.kindred.datastore.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's native library. Left alone, RocksDB unpacks 17 MB to the temporary directory at every start, and leaves them there after a kill; we
 * unpack them once below the data directory. Where that does not work, as on a file system mounted noexec, RocksDB does as it always does.
 */
final class NativeLibrary {

    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads the library if that has not been done in this process; only then is it unpacked. */
    static synchronized void load(Path directory) {
        if (!loaded) {
            loadOnce(directory);
            loaded = true;
        }
    }

    /** Loads the library as RocksDB does it by itself: there is no directory. */
    static synchronized void load() {
        unpackItself();
        loaded = true;
    }

    private static void loadOnce(Path directory) {
        if (System.getenv("ROCKSDB_SHAREDLIB_DIR") == null) {
            try {
                RocksDB.loadLibrary(List.of(unpacked(directory).toString()));
                return;
            } catch (IOException | UnsatisfiedLinkError e) {
                log.debug(
                        "RocksDB's library cannot be loaded from {}; it unpacks itself to the temporary directory",
                        directory,
                        e);
            }
        }
        unpackItself();
    }

    private static void unpackItself() {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            throw new StoreException(
                    "RocksDB's native library cannot be loaded: " + e.getMessage()
                            + ". Where the data directory and the temporary directory are mounted noexec, name another one in the environment"
                            + " variable ROCKSDB_SHAREDLIB_DIR.",
                    e);
        }
    }

    private static Path unpacked(Path directory) throws IOException {
        String resource = "/" + Environment.getJniLibraryFileName("rocksdb");
        URL url = RocksDB.class.getResource(resource);
        if (url == null) {
            throw new IOException("There is no " + resource + " on the class path");
        }
        URLConnection connection = url.openConnection();
        // Otherwise the jar would stay open.
        connection.setUseCaches(false);
        try (InputStream library = connection.getInputStream()) {
            long size = connection.getContentLengthLong();
            Path home = directory.resolve(String.valueOf(size));
            // The name RocksDB.loadLibrary(List) looks for, which is not the one in the jar.
            Path file = home.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
            if (!Files.exists(file) || Files.size(file) != size) {
                Files.createDirectories(home);
                Path temporary = Files.createTempFile(home, "unpacking", ".tmp");
                try {
                    Files.copy(library, temporary, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } finally {
                    Files.deleteIfExists(temporary);
                }
            }
            return home;
        }
    }
}
