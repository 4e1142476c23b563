package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.CounterChange;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityPut.Precondition;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TransactionMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private static final Comparator<IndexRow> BY_ROW = (one, other) -> {
        int byPrefix = Arrays.compareUnsigned(one.prefix(), other.prefix());
        return byPrefix != 0 ? byPrefix : Arrays.compareUnsigned(one.key(), other.key());
    };

    private static final int ATTEMPTS_TO_RESOLVE = 20;

    /** More than half a second. */
    private static final int ATTEMPTS_TO_WRITE = 5;

    private final Server server;
    private final PostgresTasks tasks;
    private final Changes changes;
    private final Marks marks;
    private final Map<Bytes, Long> replaced;
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
            if (clean) {
                Server.handBack(connection);
            } else {
                server.release(connection);
            }
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
            writeRows(writing, slot);
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
            Connection other = server.kept().takeOrConnect(Server.PATIENCE_MILLIS);
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
            writeRows(writing, own);
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
        script.add(
                countingOn(schema, condition == null ? "?" : "case when " + condition + " then ?::bigint end"),
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

    private void writeRows(Script script, Node.Slot slot) {
        marks.writeMoved(script, schema, server.versions().ofThisTransaction());
        tasks.write(script, slot, changes.tasks(), removals);
        checkReplaced(script);
        writeIndex(script);
        writeEntities(script);
        writeCounters(script, slot);
        script.query("select " + server.versions().ofThisTransaction(), this::readVersion);
    }

    /** What was read to be replaced, and is not: because of what it was, so it has to be that still. */
    private void checkReplaced(Script script) {
        Map<Bytes, Long> left = new TreeMap<>(replaced);
        changes.puts().forEach(put -> left.remove(new Bytes(put.key())));
        changes.deletes().forEach(key -> left.remove(new Bytes(key)));
        if (!left.isEmpty()) {
            script.add(
                    "select 1 / (case when count(*) = 0 then 1 else 0 end) from unnest(?::bytea[], ?::bigint[]) x(k, v)"
                            + " left join " + schema + ".entity t on t.k = x.k where coalesce(t.version, 0) <> x.v",
                    left.keySet().stream().map(Bytes::value).toArray(byte[][]::new),
                    left.values().toArray(Long[]::new));
        }
    }

    private void writeIndex(Script script) {
        if (!changes.indexDeletes().isEmpty()) {
            IndexRow[] rows = sorted(changes.indexDeletes());
            script.add(
                    "delete from " + schema
                            + ".index_entry t using unnest(?::bytea[], ?::bytea[]) x(p, e) where t.p = x.p and t.e = x.e",
                    prefixes(rows),
                    keys(rows));
        }
        if (!changes.indexPuts().isEmpty()) {
            IndexRow[] rows = sorted(changes.indexPuts());
            script.add(
                    "insert into " + schema
                            + ".index_entry (p, e) select * from unnest(?::bytea[], ?::bytea[]) on conflict do nothing",
                    prefixes(rows),
                    keys(rows));
        }
    }

    private static IndexRow[] sorted(List<IndexRow> rows) {
        return rows.stream().sorted(BY_ROW).toArray(IndexRow[]::new);
    }

    private static byte[][] prefixes(IndexRow[] rows) {
        return Arrays.stream(rows).map(IndexRow::prefix).toArray(byte[][]::new);
    }

    private static byte[][] keys(IndexRow[] rows) {
        return Arrays.stream(rows).map(IndexRow::key).toArray(byte[][]::new);
    }

    private void writeEntities(Script script) {
        List<EntityPut> free = new ArrayList<>();
        List<EntityPut> absent = new ArrayList<>();
        List<EntityPut> present = new ArrayList<>();
        changes.puts().stream()
                .sorted((one, other) -> Arrays.compareUnsigned(one.key(), other.key()))
                .forEach(put -> {
                    Precondition precondition = put.precondition();
                    Long seen = replaced.get(new Bytes(put.key()));
                    if (precondition instanceof Precondition.None && seen == null) {
                        free.add(put);
                    } else if (precondition instanceof Precondition.None && seen != null && seen == 0
                            || precondition instanceof Precondition.Absent
                            || precondition instanceof Precondition.HasVersion has && has.version() == 0) {
                        absent.add(put);
                    } else {
                        present.add(put);
                    }
                });
        String insert = "insert into " + schema + ".entity as t (k, v, version)" + " select k, v, "
                + server.versions().ofThisTransaction() + " from unnest(?::bytea[], ?::bytea[]) x(k, v)";
        if (!absent.isEmpty()) {
            script.add(insert, keysOf(absent), recordsOf(absent));
        }
        if (!free.isEmpty()) {
            script.add(
                    insert + " on conflict (k) do update set v = excluded.v, version = excluded.version",
                    keysOf(free),
                    recordsOf(free));
        }
        if (!present.isEmpty()) {
            script.add(
                    "with changed as (update " + schema
                            + ".entity t set v = x.v, version = "
                            + server.versions().ofThisTransaction()
                            + " from unnest(?::bytea[], ?::bytea[], ?::bigint[]) x(k, v, expected)"
                            + " where t.k = x.k and (x.expected < 0 or t.version = x.expected) returning 1)"
                            + " select 1 / (case when count(*) = ? then 1 else 0 end) from changed",
                    keysOf(present),
                    recordsOf(present),
                    present.stream().map(this::expected).toArray(Long[]::new),
                    present.size());
        }
        if (!changes.deletes().isEmpty()) {
            byte[][] keys =
                    changes.deletes().stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new);
            if (replaced.isEmpty()) {
                script.add("delete from " + schema + ".entity t using unnest(?::bytea[]) x(k) where t.k = x.k", (Object)
                        keys);
            } else {
                script.add(
                        "with gone as (delete from " + schema
                                + ".entity t using unnest(?::bytea[], ?::bigint[]) x(k, expected)"
                                + " where t.k = x.k and (x.expected < 0 or t.version = x.expected) returning x.expected)"
                                + " select 1 / (case when count(*) filter (where expected > 0) = ? then 1 else 0 end) from gone",
                        keys,
                        Arrays.stream(keys)
                                .map(key -> replaced.getOrDefault(new Bytes(key), -1L))
                                .toArray(Long[]::new),
                        Arrays.stream(keys)
                                .filter(key -> replaced.getOrDefault(new Bytes(key), -1L) > 0)
                                .count());
            }
        }
    }

    /** The version that a row must have; -1 for any. */
    private long expected(EntityPut put) {
        if (put.precondition() instanceof Precondition.HasVersion has) {
            return has.version();
        }
        long seen = replaced.getOrDefault(new Bytes(put.key()), -1L);
        return seen == 0 ? -1 : seen;
    }

    private static byte[][] keysOf(List<EntityPut> puts) {
        return puts.stream().map(EntityPut::key).toArray(byte[][]::new);
    }

    private static byte[][] recordsOf(List<EntityPut> puts) {
        return puts.stream().map(EntityPut::record).toArray(byte[][]::new);
    }

    private void writeCounters(Script script, Node.Slot slot) {
        if (changes.counters().isEmpty()) {
            return;
        }
        Map<Bytes, long[]> sums = new TreeMap<>();
        for (CounterChange change : changes.counters()) {
            sums.merge(new Bytes(change.key()), change.deltas().clone(), (sum, more) -> {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += more[i];
                }
                return sum;
            });
        }
        script.add(
                "insert into " + schema + ".counter as t (k, slot, n)"
                        + " select k, ?, n::bigint[] from unnest(?::bytea[], ?::text[]) x(k, n)"
                        + " on conflict (k, slot) do update set n = (select array_agg(coalesce(o, 0) + coalesce(a, 0) order by i)"
                        + " from unnest(t.n, excluded.n) with ordinality u(o, a, i))",
                slot.id(),
                sums.keySet().stream().map(Bytes::value).toArray(byte[][]::new),
                sums.values().stream()
                        .map(values -> Arrays.toString(values).replace('[', '{').replace(']', '}'))
                        .toArray(String[]::new));
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
                        (Object) keysOf(conditional))
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
        Connection connection = server.kept().takeOrConnect(Server.PATIENCE_MILLIS);
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
