package dev.kindred.benchmarks.tasks;

import dev.kindred.benchmarks.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a contestant has used up so far: CPU of its process and, on a server, that of all the server's processes, the write-ahead log of all, and the statements sent to the contestant's
 * own database. Only one contestant works at a time, so that what the server does is that contestant's. The statements are the server's count, those that begin and end transactions among
 * them, less those of this class.
 */
public final class Meter implements AutoCloseable {

    /** What one clock tick of /proc is, almost everywhere. */
    private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

    private static final String READING = "select (select coalesce(sum(s.calls), 0) from pg_stat_statements s"
            + " join pg_database d on d.oid = s.dbid where d.datname = current_database() and s.query not like '%pg_stat_statements%'),"
            + " pg_current_wal_insert_lsn() - '0/0'";

    private final @Nullable Connection connection;
    private final long postmaster;

    /** A moment. */
    private record Reading(long jvmNanos, long serverNanos, double statements, double walBytes, long wallNanos) {}

    /**
     * What was used up.
     *
     * @param jvmNanos CPU of the contestant's process
     * @param serverNanos CPU of the server
     * @param statements sent to the contestant's database
     * @param walBytes written by the server
     * @param wall how long it took
     */
    public record Use(long jvmNanos, long serverNanos, double statements, double walBytes, Duration wall) {}

    private Meter(@Nullable Connection connection, long postmaster) {
        this.connection = connection;
        this.postmaster = postmaster;
    }

    /** That of the contestant with this directory. */
    public static Meter of(Path directory) {
        try {
            if (!RaceServer.isOnServer(directory)) {
                return new Meter(null, 0);
            }
            Connection connection = DriverManager.getConnection(RaceServer.url(directory));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select pg_read_file('postmaster.pid')")) {
                rows.next();
                return new Meter(
                        connection,
                        Long.parseLong(rows.getString(1).lines().findFirst().orElseThrow()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The server cannot be measured", e);
        }
    }

    /** Starts to measure; what is returned tells what was used up since. */
    public Running start() {
        Reading before = read();
        return () -> {
            Reading now = read();
            return new Use(
                    now.jvmNanos - before.jvmNanos,
                    now.serverNanos - before.serverNanos,
                    now.statements - before.statements,
                    now.walBytes - before.walBytes,
                    Duration.ofNanos(now.wallNanos - before.wallNanos));
        };
    }

    /** Measures. */
    @FunctionalInterface
    public interface Running {
        /** Stops. */
        Use stop();
    }

    private Reading read() {
        if (connection == null) {
            return new Reading(Phase.processCpuNanos(), 0, 0, 0, System.nanoTime());
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(READING)) {
            rows.next();
            return new Reading(
                    Phase.processCpuNanos(), serverNanos(), rows.getDouble(1), rows.getDouble(2), System.nanoTime());
        } catch (SQLException e) {
            throw new IllegalStateException("The server cannot be measured", e);
        }
    }

    /** The time of the postmaster, of its children that have ended, and of those that live. Zero where there is no /proc. */
    private long serverNanos() {
        Path processes = Path.of("/proc");
        if (!Files.exists(processes.resolve("self/stat"))) {
            return 0;
        }
        long ticks = 0;
        try (Stream<Path> all = Files.list(processes)) {
            for (Path process : (Iterable<Path>) all::iterator) {
                String name = process.getFileName().toString();
                if (Character.isDigit(name.charAt(0))) {
                    ticks += ticks(process, Long.parseLong(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks * NANOS_PER_TICK;
    }

    private long ticks(Path process, long pid) {
        String[] fields;
        try {
            String line = Files.readString(process.resolve("stat"));
            fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException gone) {
            return 0;
        }
        // See proc(5): the parent is field 4 of all, the third of these is field 5.
        if (pid == postmaster) {
            return number(fields, 14) + number(fields, 15) + number(fields, 16) + number(fields, 17);
        }
        return number(fields, 4) == postmaster ? number(fields, 14) + number(fields, 15) : 0;
    }

    /** A field by its number in proc(5), of those from the third on. */
    private static long number(String[] fields, int field) {
        return Long.parseLong(fields[field - 3]);
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
