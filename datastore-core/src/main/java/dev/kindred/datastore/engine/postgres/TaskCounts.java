package dev.kindred.datastore.engine.postgres;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tasks each queue has, so that nobody has to count them: those that wait or run, and those that are dead. What commits of a slot have changed is a row for each queue, so that two never wait for
 * each other; the number is the sum of all. Which of the living run is not counted here, for claims would have to write it: these are few, and have an index.
 */
final class TaskCounts {

    private static final String ADDING =
            " on conflict (queue, slot) do update set live = c.live + excluded.live, dead = c.dead + excluded.dead";

    private final TreeMap<String, long[]> changes = new TreeMap<>();

    TaskCounts live(String queue, long more) {
        changes.computeIfAbsent(queue, name -> new long[2])[0] += more;
        return this;
    }

    TaskCounts dead(String queue, long more) {
        changes.computeIfAbsent(queue, name -> new long[2])[1] += more;
        return this;
    }

    void write(Script script, String schema, Node.Slot slot) {
        changes.values().removeIf(change -> change[0] == 0 && change[1] == 0);
        if (changes.isEmpty()) {
            return;
        }
        List<Map.Entry<String, long[]>> all = List.copyOf(changes.entrySet());
        script.add(
                adding(schema),
                slot.id(),
                TaskColumns.texts(all, Map.Entry::getKey),
                TaskColumns.longs(all, change -> change.getValue()[0]),
                TaskColumns.longs(all, change -> change.getValue()[1]));
    }

    /** Takes a queue, the slot, and how many are added to the living. */
    static String addingToOne(String schema) {
        return "insert into " + schema + ".task_count as c (queue, slot, live, dead) values (?, ?, ?, 0)" + ADDING;
    }

    /** Takes the slot, and of each queue its name and what is added to the living and the dead. */
    static String adding(String schema) {
        return "insert into " + schema + ".task_count as c (queue, slot, live, dead)"
                + " select q, ?, l, d from unnest(?::text[], ?::bigint[], ?::bigint[]) x(q, l, d)" + ADDING;
    }

    /**
     * A part of a statement that counts rows as it finds them. Takes the slot.
     *
     * @param rows another part, with the queue of each row
     * @param live what each of them changes
     * @param dead the same of those that are dead
     */
    static String counted(String schema, String rows, int live, int dead) {
        return "counted as (insert into " + schema + ".task_count as c (queue, slot, live, dead) select g.queue, ?, "
                + live + " * count(*), " + dead + " * count(*) from " + rows + " g group by g.queue" + ADDING + ")";
    }
}
