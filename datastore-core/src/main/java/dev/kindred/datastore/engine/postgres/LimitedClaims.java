package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Claim;
import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.TaskLease;
import java.util.ArrayList;
import java.util.List;

/**
 * Claims of a queue that has a rate, or may have so many tasks running at a time, in all processes together. A row for the queue holds its tokens; whoever claims locks it first, so that no
 * two processes count the same tokens or places. The row changes once for a claim, not for each task, and other queues have no part in it.
 *
 * <p>Tokens are counted as {@code TokenBucket} of the dispatcher does, in whole numbers: each microsecond brings as many units as the rate has tasks, and a token costs as many as the rate has
 * microseconds.
 */
final class LimitedClaims {

    /** When to look again while as many tasks run as may: whoever has them looks when one ends, so this is for what that one has no worker for. */
    private static final long AGAIN_MICROS = 1_000_000;

    private final PostgresTasks tasks;
    private final Claims claims;
    private final QueueLimits limits;
    private final String row;

    LimitedClaims(PostgresTasks tasks, QueueLimits limits) {
        this.tasks = tasks;
        this.claims = new Claims(tasks);
        this.limits = limits;
        this.row = tasks.table().schema() + ".queue_limit";
    }

    /** What the server says after a claim. */
    private static final class After {
        private long units;
        private long running;
    }

    Claim claim(String queue, int max, long now) {
        Claims.Taken taken = new Claims.Taken(tasks.ids().next());
        After after = new After();
        try (LowWater.Look look = tasks.ready().lowWater().look(queue)) {
            tasks.table().server().run("Claiming tasks", () -> script(look, max, now, taken, after));
            look.keep();
            List<TaskLease> leases = taken.leases();
            return new Claim(leases, nextLook(leases.size() == max ? now : look.nextEta(), now, after));
        }
    }

    private long nextLook(long next, long now, After after) {
        if (next < 0 || next > now) {
            return next;
        }
        if (limits.hasRate() && after.units < limits.rateMicros()) {
            long missing = limits.rateMicros() - after.units;
            return now + (missing + limits.rateTasks() - 1) / limits.rateTasks();
        }
        return after.running >= limits.maxRunning() ? now + AGAIN_MICROS : next;
    }

    private Script script(LowWater.Look look, int max, long now, Claims.Taken taken, After after) {
        String queue = look.queue();
        Node node = tasks.table().server().node();
        long capacity = limits.rateMicros() * limits.bucketSize();
        Script script = new Script()
                .add("begin isolation level read committed")
                .add(
                        "insert into " + row
                                + " (queue, units, filled_at) values (?, ?, ?) on conflict (queue) do nothing",
                        queue,
                        capacity,
                        now)
                // In a statement before the claim, so that the claim sees what the one before it has done.
                .add("select 1 from " + row + " where queue = ? for update", queue);
        taken.clear();
        script.add(Claims.BY_THE_INDEX);
        String most = "(select n from allowed)";
        String running = "(select count(*) from " + tasks.table().name() + " where queue = ? and state = 1)";
        script.query(
                "with recursive allowed(n, units) as (select greatest(0, least(?::bigint, ?::bigint - " + running
                        + (limits.hasRate() ? ", units / ?" : "") + ")), units from (select " + filled()
                        + " units from "
                        + row + " where queue = ?) r), " + claims.due(look, most) + ", claimed as (" + claims.claimDue()
                        + "), spent as (update " + row
                        + " l set units = a.units - ? * (select count(*) from claimed), filled_at = greatest(filled_at, ?)"
                        + " from allowed a where l.queue = ?) select * from claimed",
                taken,
                arguments(look, max, now, capacity, taken, node));
        claims.lookingOn(script, look);
        script.query(
                "select units, " + running + " from " + row + " where queue = ?",
                rows -> {
                    rows.next();
                    after.units = rows.getLong(1);
                    after.running = rows.getLong(2);
                },
                queue,
                queue);
        return script.add("commit");
    }

    /** The units there are by now. Takes the time, the capacity, the tasks of the rate, the capacity, the time and the tasks; nothing without a rate. */
    private String filled() {
        return limits.hasRate()
                ? "case when greatest(0, ? - filled_at) > (?::bigint - units) / ?::bigint then ?::bigint"
                        + " else units + greatest(0, ? - filled_at) * ?::bigint end"
                : "units";
    }

    private Object[] arguments(LowWater.Look look, int max, long now, long capacity, Claims.Taken taken, Node node) {
        String queue = look.queue();
        Arguments all = new Arguments().add(max, limits.maxRunning(), queue);
        if (limits.hasRate()) {
            all.add(limits.rateMicros(), now, capacity, limits.rateTasks(), capacity, now, limits.rateTasks());
        }
        return all.add(queue)
                .add(look.arguments().toArray())
                .add(queue, now, queue, node.id(), node.epoch())
                .add(now, taken.token(), node.id(), node.epoch())
                .add(limits.rateMicros(), now, queue)
                .toArray();
    }

    /** Arguments in the order of their places. */
    private static final class Arguments {
        private final ArrayList<Object> values = new ArrayList<>();

        Arguments add(Object... more) {
            values.addAll(List.of(more));
            return this;
        }

        Object[] toArray() {
            return values.toArray();
        }
    }
}
