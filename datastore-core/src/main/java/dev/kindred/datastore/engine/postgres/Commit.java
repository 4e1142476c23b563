package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityPut.Precondition;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything of one commit in one round trip. Conditions are part of the statements: where one does not hold, a statement fails on purpose, by a unique key, by a null where none
 * may be, or by a division by zero, and takes all others with it. Only then is the server asked which condition it was.
 *
 * <p>The version is the number of the server's transaction: whoever begins to write after another has committed gets a greater one, and nobody can overwrite a row without having seen it.
 *
 * <p>Each commit also counts its {@link Node.Slot} on. If the connection breaks before the answer comes, the slot tells what became of it: asking for its row waits for the other end of
 * that connection, and moves the number on, so that a commit that has not come by then cannot come any more.
 */
final class Commit {

    private static final int ATTEMPTS_TO_RESOLVE = 20;

    /** More than half a second. */
    private static final int ATTEMPTS_TO_WRITE = 5;

    private final Server server;
    private final PostgresTasks tasks;
    private final Changes changes;
    private final Marks marks;
    private final Map<Bytes, Long> replaced;
    private final RowWrites writes;
    private final String schema;
    private long version;
    private List<PostgresTasks.Removal> removals = List.of();
    /** What it consists of, if it is {@link PlainAdds}. */
    private List<PlainAdd> adds = List.of();

    /**
     * A commit to be made.
     *
     * @param replaced of rows that are written: the version that must be there, 0 if there must be none
     */
    Commit(Server server, PostgresTasks tasks, Changes changes, Marks marks, Map<Bytes, Long> replaced) {
        this.replaced = replaced;
        this.server = server;
        this.tasks = tasks;
        this.changes = changes;
        this.marks = marks;
        this.schema = server.schema();
        this.writes = new RowWrites(schema, server.versions(), changes, replaced);
    }

    /** Commits of several threads as one. */
    private Commit(Server server, PostgresTasks tasks, List<PlainAdd> adds) {
        this(
                server,
                tasks,
                new Changes(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        adds.stream()
                                .map(add -> (TaskChange) new TaskChange.Add(add.task()))
                                .toList()),
                new Marks(),
                Map.of());
        this.adds = adds;
    }

    static CommitResult together(Server server, PostgresTasks tasks, List<PlainAdd> adds) {
        return new Commit(server, tasks, adds).runAlone();
    }

    /** Says that it is committed. */
    void told() {
        told(version);
    }

    void told(long committed) {
        server.committed(committed);
        if (adds.isEmpty()) {
            tasks.committed(changes.tasks(), removals);
        } else {
            tasks.added(adds);
        }
    }

    /** Commits what the connection is in; without one, in a transaction of its own, that is tried again as long as it meets with others. */
    CommitResult run(@Nullable Connection begun, Node.@Nullable Slot held, Script first) {
        CommitResult doubled = PostgresTasks.doubled(changes.tasks());
        if (doubled != null) {
            return doubled;
        }
        if (begun != null && held != null) {
            CommitResult result = attempt(begun, held, first);
            return result == null ? new CommitResult.Conflict("something it read was changed") : result;
        }
        return PlainAdds.are(changes) && replaced.isEmpty() ? runWithOthers() : runAlone();
    }

    private CommitResult runWithOthers() {
        adds = tasks.adding(changes.tasks());
        boolean committed = false;
        try {
            CommitResult result = tasks.together().commit(adds);
            committed = result instanceof CommitResult.Committed;
            return result;
        } finally {
            if (!committed) {
                tasks.notAdded(adds);
            }
        }
    }

    private CommitResult runAlone() {
        Node.Slot slot = server.node().takeSlot();
        try {
            for (int attempt = 0; attempt < Server.ATTEMPTS; attempt++) {
                CommitResult result = attemptWhereWritesAreTaken(slot);
                if (result != null) {
                    return result;
                }
                server.counts().repeated();
                Server.pause(attempt);
            }
            return new CommitResult.Conflict("others wrote the same rows " + Server.ATTEMPTS + " times");
        } finally {
            server.node().giveBack(slot);
        }
    }

    /** Where a connection leads to a server that only reads, as after a change of roles, others may not. */
    private @Nullable CommitResult attemptWhereWritesAreTaken(Node.Slot slot) {
        for (int refusal = 0; ; refusal++) {
            try {
                return attemptAlone(slot);
            } catch (NoWritesException e) {
                if (refusal == ATTEMPTS_TO_WRITE) {
                    throw e;
                }
                Server.pauseForServer(refusal);
            }
        }
    }

    private @Nullable CommitResult attemptAlone(Node.Slot slot) {
        adds.forEach(add -> add.lease(tasks.ids()::next));
        Connection connection;
        try {
            connection = server.connect();
        } catch (SQLException e) {
            throw Failures.storeFailure("Committing", e);
        }
        boolean clean = false;
        try {
            CommitResult result = adds.isEmpty()
                    ? attempt(connection, slot, server.beginning().of(TransactionMode.READ_WRITE, new Script()))
                    : attempt(connection, slot, this::plainAdds);
            clean = result instanceof CommitResult.Committed;
            return result;
        } finally {
            server.kept().giveBack(connection, clean);
        }
    }

    /** Writes everything in a transaction that somebody else commits. */
    CommitResult write(Connection joined, Node.Slot slot, Script first) {
        CommitResult doubled = PostgresTasks.doubled(changes.tasks());
        if (doubled != null) {
            return doubled;
        }
        try {
            Script writing = withRemovals(joined, first);
            // A row that exists would end what others have begun.
            writeRows(writing, NewRows.Form.CAREFUL, slot);
            writing.query("select " + server.versions().ofThisTransaction(), this::readVersion);
            server.send(server.beginning().withTableScans(writing), joined);
            return new CommitResult.Committed(version);
        } catch (SQLException e) {
            if (Failures.isConflict(e)) {
                return new CommitResult.Conflict("something it read was changed");
            }
            if (Failures.isConnectionLost(e)) {
                return new CommitResult.Conflict(
                        "the connection was lost, and nothing was committed: " + Failures.text(e));
            }
            if (Failures.isRefusal(e)) {
                return refusalElsewhere();
            }
            throw Failures.storeFailure("Writing", e);
        }
    }

    /** The connection can tell nothing any more, for its transaction has failed. */
    private CommitResult refusalElsewhere() {
        CommitResult refusal;
        try {
            Connection other = server.kept().takeOrConnect();
            try {
                refusal = refusal(other);
            } finally {
                server.kept().giveBack(other, false);
            }
        } catch (SQLException e) {
            throw Failures.storeFailure("Asking why a write was refused", e);
        }
        return refusal == null ? new CommitResult.Conflict("others wrote the same rows") : refusal;
    }

    private Script withRemovals(Connection connection, Script first) throws SQLException {
        removals = List.of();
        if (!PostgresTasks.replaces(changes.tasks())) {
            return first;
        }
        removals = tasks.removals(connection, first, changes.tasks());
        return new Script();
    }

    /** Writes a commit that has a number in a slot. */
    private interface Writing {
        Script of(Node.Slot slot, long sequence) throws SQLException;
    }

    private Script plainAdds(Node.Slot slot, long sequence) {
        return PlainAdds.script(server, slot, sequence, adds, found -> version = found);
    }

    private void readVersion(ResultSet rows) throws SQLException {
        rows.next();
        version = rows.getLong(1);
    }

    private @Nullable CommitResult attempt(Connection connection, Node.Slot slot, Script script) {
        return attempt(connection, slot, (own, sequence) -> {
            Script writing = withRemovals(connection, script);
            countOn(writing, own, sequence);
            writeRows(writing, server.newRows().form(changes), own);
            return writing.add("commit");
        });
    }

    /** Null for a conflict. */
    private @Nullable CommitResult attempt(Connection connection, Node.Slot slot, Writing writing) {
        long sequence = slot.next();
        try {
            server.send(writing.of(slot, sequence), connection);
            return new CommitResult.Committed(version);
        } catch (SQLException e) {
            if (Failures.isConflict(e)) {
                server.counts().conflict(e);
                return null;
            }
            if (Failures.isConnectionLost(e)) {
                // Others wait for one in its place, as the question may that follows.
                Server.giveUp(connection);
                return resolved(slot, sequence, e);
            }
            Server.giveUpIfReadOnly(connection, e);
            if (server.newRows().wereNot(e)) {
                return null;
            }
            if (Failures.isRefusal(e)) {
                CommitResult refusal = refusal(connection);
                return refusal == null && !replaced.isEmpty()
                        ? new CommitResult.Conflict("something it replaces was changed")
                        : refusal;
            }
            throw server.beginning().failure("Committing", e);
        }
    }

    private void countOn(Script script, Node.Slot slot, long sequence) {
        List<Object> arguments = new ArrayList<>(List.of(slot.id()));
        String condition = marks.condition(schema, arguments);
        arguments.add(sequence);
        script.query(
                countingOn(schema, condition == null ? "?" : "case when " + condition + " then ?::bigint end")
                        + " returning " + server.versions().ofThisTransaction(),
                this::readVersion,
                arguments.toArray());
    }

    /** Takes the slot and the number. Nobody else writes this row but who asks, later, what became of us. */
    static String countingOn(String schema) {
        return countingOn(schema, "?");
    }

    private static String countingOn(String schema, String sequence) {
        return "insert into " + schema + ".commit_slot as t (id, seq) values (?, " + sequence
                + ") on conflict (id) do update set seq = case when t.seq < excluded.seq then excluded.seq end";
    }

    private void writeRows(Script script, NewRows.Form indexRows, Node.Slot slot) {
        marks.writeMoved(script, schema, server.versions().ofThisTransaction());
        tasks.write(script, slot, changes.tasks(), removals);
        writes.write(script, indexRows, slot);
    }

    /** Which condition did not hold; null if all do by now, so that it was a collision with another commit. */
    private @Nullable CommitResult refusal(Connection connection) {
        try {
            new Script().add("rollback").run(connection);
            marks.refuse(connection, schema);
            CommitResult ofTasks = tasks.refusal(connection, changes.tasks());
            return ofTasks == null ? failedPrecondition(connection) : ofTasks;
        } catch (SQLException e) {
            if (Failures.isConflict(e)) {
                return null;
            }
            throw Failures.storeFailure("Committing", e);
        }
    }

    private @Nullable CommitResult failedPrecondition(Connection connection) throws SQLException {
        List<EntityPut> conditional = changes.puts().stream()
                .filter(put -> !(put.precondition() instanceof Precondition.None))
                .toList();
        if (conditional.isEmpty()) {
            return null;
        }
        Map<Bytes, Long> versions = new HashMap<>();
        new Script()
                .query(
                        "select t.k, t.version from unnest(?::bytea[]) x(k) join " + schema + ".entity t on t.k = x.k",
                        rows -> {
                            while (rows.next()) {
                                versions.put(new Bytes(rows.getBytes(1)), rows.getLong(2));
                            }
                        },
                        (Object) RowWrites.keysOf(conditional))
                .run(connection);
        for (EntityPut put : conditional) {
            long actual = versions.getOrDefault(new Bytes(put.key()), 0L);
            if (!holds(put.precondition(), actual)) {
                return new CommitResult.PreconditionFailed(put.key(), actual);
            }
        }
        return null;
    }

    private static boolean holds(Precondition precondition, long actual) {
        if (precondition instanceof Precondition.Absent) {
            return actual == 0;
        }
        return precondition instanceof Precondition.HasVersion has ? has.version() == actual : actual != 0;
    }

    /** Asks on another connection what became of a commit whose answer was lost. */
    private CommitResult resolved(Node.Slot slot, long sequence, SQLException cause) {
        long fence = slot.next();
        for (int attempt = 0; attempt < ATTEMPTS_TO_RESOLVE; attempt++) {
            try {
                return answered(slot, sequence, fence, cause);
            } catch (SQLException e) {
                Server.pauseForServer(attempt);
            }
        }
        return new CommitResult.Unknown(cause);
    }

    /** May be asked again if this answer is lost, too: what it changes leaves the answer as it is. */
    private CommitResult answered(Node.Slot slot, long sequence, long fence, SQLException cause) throws SQLException {
        Connection connection = server.kept().takeOrConnect();
        boolean clean = false;
        try {
            CommitResult result = ask(connection, slot, sequence, fence, cause);
            clean = true;
            return result;
        } catch (SQLException e) {
            Server.giveUpIfReadOnly(connection, e);
            throw e;
        } finally {
            server.kept().giveBack(connection, clean);
        }
    }

    private CommitResult ask(Connection connection, Node.Slot slot, long sequence, long fence, SQLException cause)
            throws SQLException {
        long[] found = {0};
        boolean[] ours = new boolean[1];
        // Waits for the commit if it is under way, for it holds the row.
        new Script()
                .add("begin isolation level read committed")
                .add("insert into " + schema + ".commit_slot (id, seq) values (?, 0) on conflict do nothing", slot.id())
                .query(
                        "select seq from " + schema + ".commit_slot where id = ? for update",
                        rows -> {
                            rows.next();
                            found[0] = rows.getLong(1);
                        },
                        slot.id())
                .query(
                        "select 1 from " + schema + ".node where id = ? and epoch = ?",
                        rows -> ours[0] = rows.next(),
                        slot.owner().id(),
                        slot.owner().epoch())
                .add(
                        "update " + schema + ".commit_slot set seq = ? where id = ? and seq < ?",
                        fence,
                        slot.id(),
                        sequence)
                .add("commit")
                .run(connection);
        if (found[0] != sequence && !ours[0]) {
            // Others may have counted on in this row since they took our number over.
            return new CommitResult.Unknown(cause);
        }
        server.counts().resolved();
        return found[0] == sequence
                // Its own number is not known; that of a later transaction is greater than it, as it must be
                // for all that came before.
                ? new CommitResult.Committed(versionOfNow(connection))
                : new CommitResult.Conflict(
                        "the connection was lost, and the commit was not applied: " + Failures.text(cause));
    }

    private long versionOfNow(Connection connection) throws SQLException {
        long[] now = new long[1];
        new Script()
                .query("select " + server.versions().ofThisTransaction(), rows -> {
                    rows.next();
                    now[0] = rows.getLong(1);
                })
                .run(connection);
        return now[0];
    }
}
