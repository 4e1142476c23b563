package dev.kindred.datastore.engine.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store, held by one engine:
 *
 * <pre>
 * FORMAT         "kindred format 1", checked before anything is touched
 * kindred.lock   locked while open; holds the owner's pid
 * store/         RocksDB's files
 * native/        RocksDB's library, unpacked once
 * </pre>
 *
 * The lock is ours and taken before RocksDB is asked, because RocksDB moves its log file aside before it finds that the directory is in use.
 */
final class DataDirectory implements AutoCloseable {

    private static final Pattern FORMAT_LINE = Pattern.compile("kindred format (\\d{1,9})\\s*");

    /** Behind every byte of the file, because a locked byte cannot be read on some systems and others have to read the pid. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path path;
    private final String owner;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, String owner, FileChannel channel, FileLock lock) {
        this.path = path;
        this.owner = owner;
        this.channel = channel;
        this.lock = lock;
    }

    /** Makes the directory if need be, checks that it is fit to be opened, and locks it. */
    static DataDirectory lock(Path path, int supportedFormat) {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new DirectoryNotUsableException(
                        path, "It is a file. Name a directory, or a path where one can be made.");
            }
            checkFormat(path, supportedFormat);
            Files.createDirectories(path);
            if (!Files.isWritable(path)) {
                throw new DirectoryNotUsableException(
                        path, "It is not writable for this process. Grant the right to write, or name another one.");
            }
            return lock(path.toRealPath());
        } catch (AccessDeniedException e) {
            throw new DirectoryNotUsableException(
                    path,
                    "Access to \"" + e.getFile()
                            + "\" is denied. Grant the right to read and write, or name another one.",
                    e);
        } catch (IOException e) {
            throw new DirectoryNotUsableException(path, "It cannot be made or opened: " + e + ". Name another one.", e);
        }
    }

    private static DataDirectory lock(Path path) throws IOException {
        Path file = path.resolve("kindred.lock");
        long pid = ProcessHandle.current().pid();
        // Among the system properties, because a class is there once for each class loader and the file lock is the
        // whole process's. Looked at before the file:
        // POSIX drops a process's locks on a file when the process closes any channel to it.
        String owner = "kindred.datastore.open:" + path;
        if (System.getProperties().putIfAbsent(owner, String.valueOf(pid)) != null) {
            throw new DirectoryInUseException(path, pid);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new DirectoryInUseException(path, readPid(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(UTF_8)));
            return new DataDirectory(path, owner, channel, lock);
        } catch (OverlappingFileLockException e) {
            close(channel, owner);
            throw new DirectoryInUseException(path, pid);
        } catch (IOException | RuntimeException e) {
            close(channel, owner);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    Path store() {
        return path.resolve("store");
    }

    /** Whether a store was made here before. */
    boolean hasFormat() {
        return Files.exists(path.resolve("FORMAT"));
    }

    /** Says in a directory that there is a store, once there is. */
    static void writeFormat(Path path, int format) throws IOException {
        Path temporary = path.resolve("FORMAT.new");
        Files.writeString(temporary, "kindred format " + format + "\n");
        Files.move(
                temporary, path.resolve("FORMAT"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException e) {
            // Closing the channel releases it as well.
        }
        close(channel, owner);
    }

    private static void checkFormat(Path path, int supported) throws IOException {
        Path file = path.resolve("FORMAT");
        if (!Files.exists(file)) {
            return;
        }
        String text = Files.readString(file);
        Matcher line = FORMAT_LINE.matcher(text);
        if (!line.matches()) {
            throw new CorruptStoreException(
                    path,
                    "The file FORMAT should hold \"kindred format " + supported
                            + "\" and holds something else. Restore it from a backup.");
        }
        int found = Integer.parseInt(line.group(1));
        if (found > supported) {
            throw new NewerFormatException(path, found, supported);
        }
    }

    private static long readPid(FileChannel channel) {
        try {
            ByteBuffer text = ByteBuffer.allocate(32);
            channel.read(text, 0);
            return Long.parseLong(new String(text.array(), 0, text.position(), UTF_8).trim());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    private static void close(@Nullable FileChannel channel, String owner) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written that is missed.
        } finally {
            System.getProperties().remove(owner);
        }
    }
}
