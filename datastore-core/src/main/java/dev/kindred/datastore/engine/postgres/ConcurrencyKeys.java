package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.TaskRow;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Lets tasks with a concurrency key into their queue, in the order of their ids, as many at a time as are allowed for the key. The others are held: a claim never meets them. How many are
 * in is a row for each key, which all who add and end tasks of the key change, and so wait for each other; there is none while nobody is.
 */
final class ConcurrencyKeys {

    /** A key of a queue. */
    record Name(String queue, String key) implements Comparable<Name> {

        @Override
        public int compareTo(Name other) {
            int byQueue = queue.compareTo(other.queue);
            return byQueue != 0 ? byQueue : key.compareTo(other.key);
        }
    }

    private final TreeMap<Name, Integer> leaving = new TreeMap<>();

    /** Notes the keys of tasks that come: held, to be let in. */
    static ConcurrencyKeys coming(Collection<TaskRow> tasks) {
        ConcurrencyKeys keys = new ConcurrencyKeys();
        tasks.forEach(task -> keys.note(task, 0));
        return keys;
    }

    /** Notes the keys of tasks that are in, and end. */
    static ConcurrencyKeys leaving(Collection<TaskRow> tasks) {
        ConcurrencyKeys keys = new ConcurrencyKeys();
        tasks.forEach(task -> keys.note(task, 1));
        return keys;
    }

    private void note(TaskRow task, int places) {
        String key = task.traits().concurrencyKey();
        if (key != null) {
            leaving.merge(new Name(task.queue(), key), places, Integer::sum);
        }
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    /** Adds the statements: each sees what those before it, and others that committed before, have done. */
    void write(Script script, String schema) {
        if (leaving.isEmpty()) {
            return;
        }
        List<Name> names = List.copyOf(leaving.keySet());
        String[] queues = TaskColumns.texts(names, Name::queue);
        String[] keys = TaskColumns.texts(names, Name::key);
        script.add(
                "insert into " + schema + ".task_key as t (queue, concurrency_key, inside)"
                        + " select q, k, 0 from unnest(?::text[], ?::text[]) x(q, k)"
                        + " on conflict (queue, concurrency_key) do update set inside = t.inside",
                queues,
                keys);
        script.add(
                "update " + schema + ".task_key t set inside = greatest(0, t.inside - x.n)"
                        + " from unnest(?::text[], ?::text[], ?::integer[]) x(q, k, n)"
                        + " where t.queue = x.q and t.concurrency_key = x.k and x.n > 0",
                queues,
                keys,
                leaving.values().toArray(Integer[]::new));
        script.add(
                "with room as (select t.queue, t.concurrency_key,"
                        + " (select h.per_key from " + schema + ".task h where h.queue = t.queue"
                        + " and h.concurrency_key = t.concurrency_key and h.state = 2 order by h.id limit 1) - t.inside as places"
                        + " from unnest(?::text[], ?::text[]) x(q, k)"
                        + " join " + schema + ".task_key t on t.queue = x.q and t.concurrency_key = x.k),"
                        + " let as (update " + schema + ".task t set state = 0 from (select l.id from room r"
                        + " cross join lateral (select h.id from " + schema + ".task h where h.queue = r.queue"
                        + " and h.concurrency_key = r.concurrency_key and h.state = 2 order by h.id"
                        + " limit greatest(0, r.places)) l where r.places is not null) a"
                        + " where t.id = a.id returning t.queue, t.concurrency_key)"
                        + " update " + schema + ".task_key t set inside = t.inside + l.n"
                        + " from (select queue, concurrency_key, count(*)::integer n from let group by 1, 2) l"
                        + " where t.queue = l.queue and t.concurrency_key = l.concurrency_key",
                queues,
                keys);
        script.add(
                "delete from " + schema + ".task_key t using unnest(?::text[], ?::text[]) x(q, k)"
                        + " where t.queue = x.q and t.concurrency_key = x.k and t.inside = 0",
                queues,
                keys);
    }
}
