package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The tasks of a queue in the order of their ids, a page at a time: what operators ask for, and nobody who adds or runs tasks. So there is no index for it, which each of those would pay for. Ids grow with
 * time whatever the queue, and most pages are found among the next ids of all queues; a page of few tasks in a large table by sorting all of its queue; and the rest by walking on.
 */
final class QueuePages {

    /** What a page may have of a queue's tasks. */
    enum States {
        NOT_DEAD(0, 1, 2),
        NOT_BEGUN(0, 2);

        private final List<Integer> numbers;

        States(Integer... numbers) {
            this.numbers = List.of(numbers);
        }
    }

    private static final int WINDOW = 2_000;
    private static final long FEW = 10_000;

    private final TaskTable table;
    private final int window;
    private final long few;

    QueuePages(TaskTable table) {
        this(table, WINDOW, FEW);
    }

    /** With other limits: so many ids are looked at first, and so many tasks are sorted. */
    QueuePages(TaskTable table, int window, long few) {
        this.table = table;
        this.window = window;
        this.few = few;
    }

    /** Those with an id behind one and up to another. */
    List<TaskRow> page(String queue, long after, long last, States states, int limit) {
        List<TaskRow> found = new ArrayList<>();
        if (isInTheWindow(queue, after, last, states, limit, found)) {
            return found;
        }
        long live = table.number(
                "Counting tasks", "select sum(live) from " + table.schema() + ".task_count where queue = ?", 0, queue);
        return live <= few ? sorted(queue, after, last, states, limit) : walked(queue, after, last, states, limit);
    }

    private boolean isInTheWindow(String queue, long after, long last, States states, int limit, List<TaskRow> found) {
        String next = table.name() + " w where w.id > ? order by w.id limit " + window;
        long[] seen = new long[1];
        table.server().run("Reading tasks", () -> {
            found.clear();
            return new Script()
                    .add(Claims.BY_THE_INDEX)
                    .query(
                            "select " + TaskColumns.ALL + " from (select * from " + next
                                    + ") t where t.queue = ? and t.id <= ? and t.state = any(?) order by t.id limit ?",
                            rows -> TaskColumns.addRows(rows, found),
                            after,
                            queue,
                            last,
                            numbers(states),
                            limit)
                    .query(
                            "select count(*) from (select 1 from " + next + ") t",
                            rows -> {
                                rows.next();
                                seen[0] = rows.getLong(1);
                            },
                            after);
        });
        return found.size() == limit || seen[0] < window;
    }

    private static Integer[] numbers(States states) {
        return states.numbers.toArray(Integer[]::new);
    }

    /** By the indexes of queues: an id plus nothing is none that the planner could look for in the index of ids. */
    private List<TaskRow> sorted(String queue, long after, long last, States states, int limit) {
        StringBuilder parts = new StringBuilder();
        List<Object> arguments = new ArrayList<>();
        for (int state : states.numbers) {
            parts.append(parts.isEmpty() ? "" : " union all ")
                    .append("select * from ")
                    .append(table.name())
                    .append(" where queue = ? and state = ")
                    .append(state)
                    .append(" and id + 0 > ? and id + 0 <= ?");
            arguments.addAll(List.of(queue, after, last));
        }
        arguments.add(limit);
        return read("select " + TaskColumns.ALL + " from (" + parts + ") t order by t.id + 0 limit ?", arguments);
    }

    private List<TaskRow> walked(String queue, long after, long last, States states, int limit) {
        return read(
                "select " + TaskColumns.ALL + " from " + table.name()
                        + " t where t.id > ? and t.id <= ? and t.queue = ? and t.state = any(?) order by t.id limit ?",
                List.of(after, last, queue, numbers(states), limit));
    }

    private List<TaskRow> read(String statement, List<Object> arguments) {
        List<TaskRow> found = new ArrayList<>();
        table.server().run("Reading tasks", () -> {
            found.clear();
            return new Script()
                    .add(Claims.BY_THE_INDEX)
                    .query(statement, rows -> TaskColumns.addRows(rows, found), arguments.toArray());
        });
        return found;
    }
}
