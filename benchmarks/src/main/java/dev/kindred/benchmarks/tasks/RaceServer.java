package dev.kindred.benchmarks.tasks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server of a race: one for all contestants, who have a database each, so that what they do can be told apart. It keeps its files beside theirs and forces every commit
 * to the disk. Contestants find the address of their database in their directory, for they may be other processes.
 */
public final class RaceServer implements AutoCloseable {

    private static final String ADDRESS = "jdbc-url";
    private static final String SHARED_BUFFERS = "512MB";

    private final EmbeddedPostgres server;

    private RaceServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts one whose files are in a directory, which it makes. */
    public static RaceServer start(Path directory) {
        try {
            RaceServer started = new RaceServer(EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(directory.resolve("server").toFile())
                    .setDataDirectory(directory.resolve("server-data"))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("shared_buffers", SHARED_BUFFERS)
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .start());
            started.check();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody should race on a server that forgets. */
    private void check() {
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            if (!"on".equals(text("show " + setting))) {
                throw new IllegalStateException("The server has \"" + setting + "\" off");
            }
        }
    }

    /** What it is, and its settings. */
    public String description() {
        return "PostgreSQL " + text("show server_version")
                + " on this machine, fsync and synchronous_commit on, shared_buffers "
                + text("show shared_buffers") + ", a database each";
    }

    /** Makes a database for a contestant, and leaves its address in the contestant's directory. */
    public void admit(String title, Path directory) {
        String database = title.replace('-', '_');
        String url = server.getJdbcUrl("postgres", database);
        try {
            try (Connection connection = connect(server.getJdbcUrl("postgres", "postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + database);
            }
            try (Connection connection = connect(url);
                    Statement statement = connection.createStatement()) {
                statement.execute("create extension pg_stat_statements");
            }
            Files.writeString(directory.resolve(ADDRESS), url);
        } catch (SQLException e) {
            throw new IllegalStateException("No database \"" + database + "\" can be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database of the contestant with this directory. */
    public static String url(Path directory) {
        try {
            return Files.readString(directory.resolve(ADDRESS));
        } catch (IOException e) {
            throw new UncheckedIOException("No server has admitted the contestant in \"" + directory + "\"", e);
        }
    }

    /** Does for the database of the contestant with this directory what the server would do by itself soon after a large load: vacuums it, and gathers statistics. */
    public static void tidy(Path directory) {
        text(url(directory), "vacuum (analyze)");
    }

    /** The size of the database of the contestant with this directory. */
    public static long bytes(Path directory) {
        return Long.parseLong(
                Objects.requireNonNull(text(url(directory), "select pg_database_size(current_database())")));
    }

    /** Whether the contestant with this directory was admitted to a server. */
    public static boolean isOnServer(Path directory) {
        return Files.exists(directory.resolve(ADDRESS));
    }

    private String text(String query) {
        return Objects.requireNonNull(text(server.getJdbcUrl("postgres", "postgres"), query));
    }

    /** The first value of the first row, null if the statement returns no rows. */
    private static @Nullable String text(String url, String command) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(command)) {
                return null;
            }
            ResultSet rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The server refuses \"" + command + "\"", e);
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
