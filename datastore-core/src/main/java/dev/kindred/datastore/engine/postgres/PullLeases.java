package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leases to those who are not workers of a process. A leased task waits until its lease is over; the number of the attempt and the eta together are the proof of ownership. */
final class PullLeases {

    private static final Comparator<TaskRow> BY_ETA =
            Comparator.comparingLong(TaskRow::eta).thenComparingLong(TaskRow::id);

    private final PostgresTasks tasks;
    private final TaskTable table;

    PullLeases(PostgresTasks tasks) {
        this.tasks = tasks;
        this.table = tasks.table();
    }

    List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> buried) {
        List<TaskLease> leases = new ArrayList<>();
        boolean more = true;
        while (more && leases.size() < request.max()) {
            int wanted = request.max() - leases.size();
            List<TaskRow> leased = new ArrayList<>();
            table.server().run("Leasing tasks", () -> leasing(request, wanted, leased));
            // As many as were wanted, but some of them to be given up: there may be others.
            more = leased.size() == wanted;
            leased.sort(request.tag() == null ? TaskTable.ORDER : BY_ETA);
            for (TaskRow row : leased) {
                if (row.attempts() > request.maxLeases()) {
                    buried.accept(giveUp(row));
                } else {
                    leases.add(new TaskLease(withEta(row, request.until()), row.attempts()));
                }
            }
        }
        return leases;
    }

    private Script leasing(LeaseRequest request, int wanted, List<TaskRow> leased) {
        leased.clear();
        String tag = request.tag();
        String due = tag == null
                ? "select t.id from " + table.name() + " t where t.queue = ? and t.state = 0 and t.eta <= ?"
                        + " and ?::text is null order by t.priority desc, t.eta, t.id"
                : "select t.id from " + table.name()
                        + " t where t.queue = ? and t.state = 0 and t.eta <= ? and t.tag = ? order by t.eta, t.id";
        return new Script()
                .query(
                        "with due as (" + due + " limit ? for update skip locked), was as (select t.id, t.eta from "
                                + table.name() + " t join due on due.id = t.id where not exists (select 1 from "
                                + table.schema()
                                + ".queue_pause where queue = ?)), done as (update " + table.name()
                                + " t set eta = ?, attempts = t.attempts + 1, first_attempt ="
                                + " case when t.first_attempt = 0 then ? else t.first_attempt end from was"
                                + " where t.id = was.id returning "
                                + TaskColumns.ALL.replace("t.eta", "was.eta") + ") select * from done",
                        rows -> {
                            while (rows.next()) {
                                leased.add(TaskColumns.row(rows));
                            }
                        },
                        request.queue(),
                        request.now(),
                        tag,
                        wanted,
                        request.queue(),
                        request.until(),
                        request.now());
    }

    private TaskRow giveUp(TaskRow row) {
        int before = row.attempts() - 1;
        String error = "It was leased " + before + " times and never deleted.";
        table.inSlot(slot -> table.number(
                "Giving a task up",
                "with gone as (update " + table.name()
                        + " t set state = 3, attempts = ?, eta = ?, reason = ?, died = ?, last_error = ?"
                        + " where t.id = ? and t.state = 0 and t.attempts = ? returning t.queue), "
                        + TaskCounts.counted(table.schema(), "gone", -1, 1) + " select count(*) from gone",
                0,
                before,
                row.eta(),
                DeadTask.Reason.RETRIES_EXHAUSTED.name(),
                tasks.clock().now(),
                error,
                row.id(),
                row.attempts(),
                slot.id()));
        return with(row, row.eta(), before, error);
    }

    private static TaskRow withEta(TaskRow row, long eta) {
        return with(row, eta, row.attempts(), row.lastError());
    }

    private static TaskRow with(TaskRow row, long eta, int attempts, @Nullable String error) {
        return row.withProgress(eta, attempts, row.firstAttempt(), error);
    }

    @Nullable
    TaskLease modifyLease(TaskLease lease, long now, long until) {
        TaskRow row = lease.task();
        boolean done = table.changed(
                "Changing a lease",
                "update " + table.name() + " t set eta = ? where t.id = ? and t.state = 0 and t.attempts = ?"
                        + " and t.attempts > 0 and t.eta = ? and t.eta > ?",
                until,
                row.id(),
                (int) lease.token(),
                row.eta(),
                now);
        if (done) {
            tasks.ready().lowWater().forget(Set.of(row.queue()));
        }
        return done ? new TaskLease(withEta(row, until), lease.token()) : null;
    }

    boolean deleteLeased(TaskLease lease, TaskFollowing following) {
        return new Removals(tasks)
                .takeAway(
                        "Deleting a leased task",
                        lease.task(),
                        "t.state = 0 and t.attempts = ? and t.attempts > 0 and t.eta = ?",
                        following,
                        ConcurrencyKeys.leaving(List.of(lease.task())),
                        new TaskCounts().live(lease.task().queue(), -1),
                        (int) lease.token(),
                        lease.task().eta());
    }

    @Nullable
    String firstTag(String queue, long now) {
        String[] tag = new String[1];
        table.server().run("Looking for a tag", () -> new Script()
                .query(
                        "select coalesce(t.tag, '') from " + table.name()
                                + " t where t.queue = ? and t.state = 0 and t.eta <= ? and not exists (select 1 from "
                                + table.schema()
                                + ".queue_pause where queue = ?) order by t.priority desc, t.eta, t.id limit 1",
                        rows -> tag[0] = rows.next() ? rows.getString(1) : null,
                        queue,
                        now,
                        queue));
        return tag[0];
    }
}
