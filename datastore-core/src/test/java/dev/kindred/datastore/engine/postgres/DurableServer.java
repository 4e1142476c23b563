package dev.kindred.datastore.engine.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server that keeps what it acknowledges, as those of applications do and other servers of these tests do not. It can be killed, started again on its files, and given a standby that
 * follows synchronously, which SQL and a copy of the files suffice for.
 */
public final class DurableServer implements AutoCloseable {

    private final Path data;
    private final int port;
    private EmbeddedPostgres process;

    private DurableServer(Path data) throws IOException {
        this.data = data;
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
    }

    /** Starts one on files in a directory, until it is closed. */
    public static DurableServer start(Path directory) throws IOException {
        DurableServer server = new DurableServer(directory.resolve("primary"));
        server.start();
        return server;
    }

    private void start() throws IOException {
        process = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "60")
                .setServerConfig("wal_keep_size", "512MB")
                .start();
    }

    /** Its name and port. The user is {@code postgres}, as is the database. */
    public String host() {
        return "localhost:" + port;
    }

    /** A URL for an application that knows several servers, of which one takes writes. */
    static String url(DurableServer... servers) {
        StringBuilder hosts = new StringBuilder();
        for (DurableServer server : servers) {
            hosts.append(hosts.isEmpty() ? "" : ",").append(server.host());
        }
        return "jdbc:postgresql://" + hosts
                + "/postgres?user=postgres&targetServerType=primary&connectTimeout=2&socketTimeout=10";
    }

    /** As a loss of power to the process: nobody is told. The directory's lock is freed, so that it can be started again. */
    void kill() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        try {
            process.close();
        } catch (IOException | RuntimeException notThereAnyMore) {
            // What is not there cannot be stopped.
        }
    }

    void startAgain() {
        // The children of the killed one have to notice first that they are alone.
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            start();
            return true;
        });
    }

    /** A standby that follows; from now on no commit is acknowledged that it does not have. */
    DurableServer standby() throws IOException, SQLException {
        DurableServer standby = new DurableServer(data.resolveSibling("standby"));
        Files.createDirectory(
                standby.data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Connection connection = DriverManager.getConnection(url(this));
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            copyTo(standby.data);
            try (ResultSet stop = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stop.next();
                Files.writeString(standby.data.resolve("backup_label"), stop.getString(1));
            }
            Files.createFile(standby.data.resolve("standby.signal"));
            Files.writeString(
                    standby.data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres application_name=standby'\n",
                    StandardOpenOption.APPEND);
            standby.start();
            statement.execute("alter system set synchronous_standby_names = 'standby'");
            statement.execute("select pg_reload_conf()");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                try (ResultSet state =
                        statement.executeQuery("select count(*) from pg_stat_replication where sync_state = 'sync'")) {
                    return state.next() && state.getInt(1) == 1;
                }
            });
        }
        return standby;
    }

    private void copyTo(Path target) throws IOException {
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copy = target.resolve(data.relativize(directory));
                if (!Files.exists(copy)) {
                    Files.createDirectory(
                            copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = data.relativize(file).toString();
                if (!name.startsWith("postmaster.") && !name.startsWith("pg_wal/") && !name.equals("epg-lock")) {
                    try {
                        Files.copy(file, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    } catch (NoSuchFileException deletedMeanwhile) {
                        // The log that is replayed from the beginning of the backup says so, too.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    void promote() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + host() + "/postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_promote(true, 60)");
        }
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
