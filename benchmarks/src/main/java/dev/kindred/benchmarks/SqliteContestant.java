package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Plain JDBC on SQLite with a write-ahead log and an fsync in every commit. Set up as its documentation advises for one process: all writes go through
 * one connection, in turn, for which a fair lock is far faster than SQLite's own waiting; each reader has its own; statements are prepared once.
 */
final class SqliteContestant implements Contestant {

    private static final int CACHE_KIBIBYTES = 64 * 1024; // as much as H2's and Kindred's caches get
    private static final String COLUMNS =
            "id, name, country, admin1, feature, population, latitude, longitude, created, visits";
    private static final List<String> SCHEMA = List.of(
            "create table city (id integer primary key, name text not null, country text not null, admin1 text not null,"
                    + " feature text not null, population integer not null, latitude real not null, longitude real not null,"
                    + " created integer not null, visits integer not null)",
            "create index city_name on city (name)",
            "create index city_country_population on city (country, population)",
            "create index city_country on city (country)",
            "create index city_feature on city (feature)",
            "create index city_population on city (population)");

    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Session> readers = new ConcurrentLinkedQueue<>();
    private @Nullable Path file;
    private @Nullable Session writer;

    /** A connection with its prepared statements. */
    private static final class Session {
        final Connection connection;
        final PreparedStatement put;
        final PreparedStatement get;
        final PreparedStatement update;
        final PreparedStatement sorted;
        final PreparedStatement pair;
        final PreparedStatement remove;

        Session(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            put = connection.prepareStatement("insert into city (" + COLUMNS + ") values (?,?,?,?,?,?,?,?,?,?)"
                    + " on conflict (id) do update set name = excluded.name, country = excluded.country,"
                    + " admin1 = excluded.admin1, feature = excluded.feature, population = excluded.population,"
                    + " latitude = excluded.latitude, longitude = excluded.longitude, created = excluded.created,"
                    + " visits = excluded.visits");
            get = connection.prepareStatement("select " + COLUMNS + " from city where id = ?");
            update = connection.prepareStatement("update city set population = ?, visits = ? where id = ?");
            sorted = connection.prepareStatement(
                    "select " + COLUMNS + " from city where country = ? order by population desc limit " + QUERY_LIMIT);
            pair = connection.prepareStatement(
                    "select " + COLUMNS + " from city where country = ? and feature = ? limit " + QUERY_LIMIT);
            remove = connection.prepareStatement("delete from city where id >= ? and id < ?");
        }
    }

    private interface Work<T> {
        T run(Session session) throws SQLException;
    }

    @Override
    public void open(Path directory) {
        file = directory.resolve("city.sqlite");
        try {
            writer = session();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Session session() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-CACHE_KIBIBYTES);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        if (writer == null) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : SCHEMA) {
                    statement.executeUpdate(sql);
                }
            }
        }
        return new Session(connection);
    }

    @Override
    public String description() {
        try {
            return "SQLite JDBC " + SQLiteJDBCLoader.getVersion()
                    + ", write-ahead log, synchronous=FULL: every commit is fsynced";
        } catch (RuntimeException e) {
            return "SQLite";
        }
    }

    @Override
    public void load(List<Place> places) {
        Contestant.super.load(places);
        write(session -> {
            try (Statement statement = session.connection.createStatement()) {
                return statement.execute("analyze");
            }
        });
    }

    @Override
    public void put(Place place) {
        write(session -> {
            bind(session.put, place);
            return session.put.executeUpdate();
        });
    }

    @Override
    public void putBatch(List<Place> places) {
        write(session -> {
            for (Place place : places) {
                bind(session.put, place);
                session.put.addBatch();
            }
            return session.put.executeBatch();
        });
    }

    @Override
    public @Nullable Place get(long id) {
        return read(session -> find(session, id)).orElse(null);
    }

    @Override
    public void update(long id) {
        write(session -> {
            Place place = find(session, id).orElseThrow();
            session.update.setLong(1, place.population() + 1);
            session.update.setLong(2, place.visits() + 1);
            session.update.setLong(3, id);
            return session.update.executeUpdate();
        });
    }

    @Override
    public List<Place> queryEqualitySorted(String country) {
        return read(session -> {
            session.sorted.setString(1, country);
            return list(session.sorted);
        });
    }

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        return read(session -> {
            session.pair.setString(1, country);
            session.pair.setString(2, feature);
            return list(session.pair);
        });
    }

    @Override
    public void remove(long firstId, long endId) {
        write(session -> {
            session.remove.setLong(1, firstId);
            session.remove.setLong(2, endId);
            return session.remove.executeUpdate();
        });
    }

    @Override
    public void close() {
        try {
            for (Session reader = readers.poll(); reader != null; reader = readers.poll()) {
                reader.connection.close();
            }
            if (writer != null) {
                writer.connection.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T write(Work<T> work) {
        writing.lock();
        try {
            if (writer == null) {
                throw new IllegalStateException("Not open");
            }
            return inTransaction(writer, work);
        } finally {
            writing.unlock();
        }
    }

    private <T> T read(Work<T> work) {
        Session free = readers.poll();
        try {
            Session session = free == null ? session() : free;
            T result = inTransaction(session, work);
            readers.add(session);
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T inTransaction(Session session, Work<T> work) {
        try {
            T result = work.run(session);
            session.connection.commit();
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Place> find(Session session, long id) throws SQLException {
        session.get.setLong(1, id);
        try (ResultSet rows = session.get.executeQuery()) {
            return rows.next() ? Optional.of(place(rows)) : Optional.empty();
        }
    }

    private static List<Place> list(PreparedStatement statement) throws SQLException {
        List<Place> result = new ArrayList<>(QUERY_LIMIT);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                result.add(place(rows));
            }
        }
        return result;
    }

    private static void bind(PreparedStatement put, Place place) throws SQLException {
        put.setLong(1, place.id());
        put.setString(2, place.name());
        put.setString(3, place.country());
        put.setString(4, place.admin1());
        put.setString(5, place.feature());
        put.setLong(6, place.population());
        put.setDouble(7, place.latitude());
        put.setDouble(8, place.longitude());
        put.setLong(9, ChronoUnit.MICROS.between(Instant.EPOCH, place.created()));
        put.setLong(10, place.visits());
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getDouble(7),
                row.getDouble(8),
                Instant.EPOCH.plus(row.getLong(9), ChronoUnit.MICROS),
                row.getLong(10));
    }
}
