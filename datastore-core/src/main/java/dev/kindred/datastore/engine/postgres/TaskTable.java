package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of tasks, as the parts of the task storage use it: each call is a round trip, in a transaction of its own. */
final class TaskTable {

    /** In the order in which they run. */
    static final Comparator<TaskRow> ORDER = Comparator.<TaskRow>comparingInt(task -> -task.priority())
            .thenComparingLong(TaskRow::eta)
            .thenComparingLong(TaskRow::id);

    /** A run that was counted, and does not count. Of the alias {@code t}. */
    static final String UNCOUNTED =
            "attempts = t.attempts - 1, first_attempt = case when t.attempts = 1 then 0 else t.first_attempt end";

    static final String NOT_RUNNING = "token = null, node = null, epoch = null";

    private final Server server;

    TaskTable(Server server) {
        this.server = server;
    }

    Server server() {
        return server;
    }

    String schema() {
        return server.schema();
    }

    /** Does something with a row of counts that nobody else changes meanwhile. */
    <T> T inSlot(Function<Node.Slot, T> work) {
        Node node = server.node();
        Node.Slot slot = node.takeSlot();
        try {
            return work.apply(slot);
        } finally {
            node.giveBack(slot);
        }
    }

    String name() {
        return server.schema() + ".task";
    }

    /** The priorities of which there are waiting tasks, by leaps. Takes the queue twice. */
    String priorities() {
        return "(select priority from " + name() + " where queue = ? and state = 0 order by priority desc limit 1)"
                + " union all select (select priority from " + name()
                + " t where t.queue = ? and t.state = 0 and t.priority < p.priority order by priority desc limit 1)"
                + " from p where p.priority is not null";
    }

    List<TaskRow> rows(String statement, Object... arguments) {
        List<TaskRow> found = new ArrayList<>();
        server.run("Reading tasks", () -> {
            found.clear();
            return new Script().query(statement, rows -> TaskColumns.addRows(rows, found), arguments);
        });
        return found;
    }

    static @Nullable TaskRow one(List<TaskRow> found) {
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether a statement changes a row. */
    boolean changed(String what, String statement, @Nullable Object... arguments) {
        return number(what, "with done as (" + statement + " returning 1) select count(*) from done", 0, arguments) > 0;
    }

    long number(String what, String statement, long absent, @Nullable Object... arguments) {
        long[] found = new long[1];
        server.run(what, () -> {
            found[0] = absent;
            return new Script()
                    .query(
                            statement,
                            rows -> {
                                if (rows.next()) {
                                    long number = rows.getLong(1);
                                    found[0] = rows.wasNull() ? absent : number;
                                }
                            },
                            arguments);
        });
        return found[0];
    }
}
