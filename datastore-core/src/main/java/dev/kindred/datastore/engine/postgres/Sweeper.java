package dev.kindred.datastore.engine.postgres;

/**
 * Takes away what nobody needs any more: names whose time is over, keys that nobody holds, counts of queues without tasks. Every few minutes one of the processes does it, whichever comes
 * first, in small transactions.
 *
 * <p>Rows of processes and of their slots stay: they are given to others again, so there are no more of them than there once were at the same time.
 */
final class Sweeper {

    static final long INTERVAL_MICROS = 300_000_000;

    private static final int AT_A_TIME = 1_000;

    private final Server server;
    private final TaskClock clock;

    Sweeper(Server server, TaskClock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** Sweeps, unless somebody did a short while ago. */
    void sweepIfDue() {
        if (changed(
                        "insert into " + server.schema() + ".setting as s (name, value) values ('swept', " + Node.NOW
                                + "::text) on conflict (name) do update set value = excluded.value"
                                + " where s.value::bigint < excluded.value::bigint - ?",
                        INTERVAL_MICROS)
                > 0) {
            sweep();
        }
    }

    void sweep() {
        String schema = server.schema();
        long swept;
        do {
            swept = changed(
                    "delete from " + schema + ".task_name n where n.ctid = any(array(select o.ctid from " + schema
                            + ".task_name o where o.until <= ? order by o.until limit " + AT_A_TIME
                            + " for update skip locked)) and n.until <= ?",
                    clock.now(),
                    clock.now());
        } while (swept == AT_A_TIME);
        changed("delete from " + schema + ".task_key where inside = 0");
        forgetEmptyQueues();
    }

    /** In one snapshot: whoever adds to such a queue in the meantime makes this fail, and it is tried again. */
    private void forgetEmptyQueues() {
        server.run("Forgetting empty queues", () -> new Script()
                .add("begin isolation level repeatable read")
                .add("delete from " + server.schema() + ".task_count c where c.queue in (select e.queue from "
                        + server.schema()
                        + ".task_count e group by e.queue having sum(e.live) = 0 and sum(e.dead) = 0)")
                .add("commit"));
    }

    private long changed(String statement, Object... arguments) {
        long[] found = new long[1];
        server.run("Sweeping", () -> new Script()
                .query(
                        "with done as (" + statement + " returning 1) select count(*) from done",
                        rows -> {
                            rows.next();
                            found[0] = rows.getLong(1);
                        },
                        arguments));
        return found[0];
    }
}
