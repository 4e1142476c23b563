package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A task as the columns of its table. */
final class TaskColumns {

    /** The states of a row. Written to the tables; a new meaning needs a new number. */
    static final int WAITS = 0;

    static final int RUNS = 1;
    static final int HELD = 2;
    static final int DEAD = 3;

    /** What {@link #row} reads, of the table's alias {@code t}. */
    static final String ALL =
            "t.id, t.queue, t.name, t.eta, t.priority, t.payload, t.headers, t.attempts, t.created, t.first_attempt,"
                    + " t.last_error, t.concurrency_key, t.per_key, t.tag, t.unique_key";

    private TaskColumns() {}

    static TaskRow row(ResultSet rows) throws SQLException {
        String concurrencyKey = rows.getString(12);
        TaskTraits traits = new TaskTraits(concurrencyKey, rows.getInt(13), rows.getString(14), rows.getString(15));
        return new TaskRow(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getLong(4),
                rows.getInt(5),
                rows.getBytes(6),
                headers(rows.getString(7)),
                rows.getInt(8),
                rows.getLong(9),
                rows.getLong(10),
                rows.getString(11),
                traits.equals(TaskTraits.NONE) ? TaskTraits.NONE : traits);
    }

    /** Reads all that there are. */
    static void addRows(ResultSet rows, List<TaskRow> to) throws SQLException {
        while (rows.next()) {
            to.add(row(rows));
        }
    }

    /** Adds the insertion of tasks, all at once, in the given state each. */
    static void insert(Script script, String schema, List<TaskRow> tasks, Function<TaskRow, Integer> state) {
        script.add(
                "insert into " + schema
                        + ".task (id, queue, name, eta, priority, payload, headers, attempts, created, first_attempt,"
                        + " last_error, concurrency_key, per_key, tag, unique_key, state)"
                        + " select * from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::smallint[],"
                        + " ?::bytea[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[],"
                        + " ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::smallint[])",
                longs(tasks, TaskRow::id),
                texts(tasks, TaskRow::queue),
                texts(tasks, TaskRow::name),
                longs(tasks, TaskRow::eta),
                integers(tasks, TaskRow::priority),
                tasks.stream().map(TaskRow::payload).toArray(byte[][]::new),
                texts(tasks, task -> text(task.headers())),
                integers(tasks, TaskRow::attempts),
                longs(tasks, TaskRow::created),
                longs(tasks, TaskRow::firstAttempt),
                texts(tasks, task -> storable(task.lastError())),
                texts(tasks, task -> task.traits().concurrencyKey()),
                integers(tasks, task -> task.traits().perKey()),
                texts(tasks, task -> task.traits().tag()),
                texts(tasks, task -> task.traits().uniqueKey()),
                integers(tasks, state));
    }

    static <T> Long[] longs(List<T> all, Function<T, Long> value) {
        return all.stream().map(value).toArray(Long[]::new);
    }

    static <T> Integer[] integers(List<T> all, Function<T, Integer> value) {
        return all.stream().map(value).toArray(Integer[]::new);
    }

    static <T> String[] texts(List<T> all, Function<T, @Nullable String> value) {
        return all.stream().map(value).toArray(String[]::new);
    }

    /** The server's texts cannot hold the character 0; an error message must not fail for it. */
    static @Nullable String storable(@Nullable String error) {
        return error == null ? null : error.replace('\0', '\uFFFD');
    }

    static String text(Map<String, String> headers) {
        return new TreeMap<>(headers)
                .entrySet().stream()
                        .map(header -> escaped(header.getKey()) + "=" + escaped(header.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    static Map<String, String> headers(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int at = line.indexOf('=');
            headers.put(unescaped(line.substring(0, at)), unescaped(line.substring(at + 1)));
        }
        return headers;
    }

    private static String escaped(String part) {
        return part.replace("\\", "\\\\").replace("\n", "\\n").replace("=", "\\e");
    }

    private static String unescaped(String part) {
        if (part.indexOf('\\') < 0) {
            return part;
        }
        StringBuilder text = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '\\') {
                char escape = part.charAt(++i);
                text.append(escape == 'n' ? '\n' : escape == 'e' ? '=' : '\\');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
