package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.JoinedScan;
import dev.kindred.datastore.store.StorageTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of a query: the candidates of all alternatives merged by position, own writes laid over them, each entity once, between the cursors, behind the
 * offset, up to the limit. Entities are read in batches that grow with what was taken, so that memory is bounded by a batch. For one thread.
 */
public final class Execution implements AutoCloseable {

    private static final int FIRST_BATCH = 20;

    /** A seek costs about as much as this many steps. */
    static final int STEPS_BEFORE_SEEK = 24;

    private final NormalQuery query;
    private final Evaluator evaluator;
    private final ReadContext context;
    private RowSource source;
    private final @Nullable ValueScan distinctScan;
    private int alike;
    private final boolean exact;
    private final byte @Nullable [] end;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();
    private byte[] position;
    private byte @Nullable [] lastSeen;
    private byte @Nullable [] lastGroup;
    private long toSkip;
    private long left;
    private long returned;
    private int batch;
    private boolean exhausted;
    private long busyNanos;

    private Execution(
            NormalQuery query,
            ReadContext context,
            List<CompositeIndex> composites,
            Overlay overlay,
            Snapshot snapshot) {
        long start = System.nanoTime();
        this.query = query;
        this.context = context;
        this.evaluator = new Evaluator(query);
        this.end = query.position(query.query().end());
        this.position = context.after() == null ? new byte[0] : context.after();
        this.toSkip = query.query().offset();
        this.left = query.query().limit() < 0 ? Long.MAX_VALUE : query.query().limit();
        this.batch = (int) Math.max(1, Math.min(left, FIRST_BATCH));
        Map<byte[], Optional<Entity>> writes = asOfNow(overlay);
        List<Plan> plans = left > 0 || toSkip > 0 ? plans(composites, overlay) : List.of();
        // Several alternatives that share no constant order can give one entity several positions: only the smallest
        // counts, unless the query projects: then each is a row.
        this.exact = plans.stream().allMatch(plan -> plan.isExact(context))
                && (query.isProjection()
                        || query.disjuncts().size() <= 1
                        || query.sort().isEmpty());
        List<RowSource> sources = new ArrayList<>();
        ReadContext reading = reading(plans, !writes.isEmpty(), snapshot);
        for (Plan plan : plans) {
            RowSource rows = plan.open(reading);
            sources.add(writes.isEmpty() ? rows : new Hiding(rows, writes));
        }
        if (!writes.isEmpty() && (left > 0 || toSkip > 0)) {
            sources.add(ownRows(writes));
        }
        this.lastGroup = query.isDistinct() && position.length > 0 ? group(position) : null;
        this.distinctScan = sources.size() == 1 && exact ? skippable(plans) : null;
        this.source = sources.size() == 1 ? sources.get(0) : new Merged(sources);
        this.busyNanos = System.nanoTime() - start;
    }

    private List<Plan> plans(List<CompositeIndex> composites, Overlay overlay) {
        Planner planner = new Planner(query, context.names(), evaluator, composites);
        return overlay instanceof Overlay.Alone
                ? List.of()
                : query.disjuncts().stream().map(planner::plan).toList();
    }

    private @Nullable ValueScan skippable(List<Plan> plans) {
        return query.isDistinct()
                        && plans.size() == 1
                        && plans.get(0) instanceof ValueScan scan
                        && scan.isSortedBy(query.group())
                ? scan
                : null;
    }

    /** What the plans are told about how much of them will be taken. */
    private ReadContext reading(List<Plan> plans, boolean written, Snapshot snapshot) {
        boolean needsEntities = !exact || query.query().selection() == Query.Selection.ENTITIES;
        // What is skipped needs no entities.
        boolean withEntities = needsEntities && (!exact || toSkip == 0);
        boolean bounded = exact && plans.size() == 1 && !written && !query.isDistinct();
        ReadContext reading = context.taking(
                bounded ? context.wanted() : Integer.MAX_VALUE,
                withEntities ? JoinedScan.Content.ENTITIES : JoinedScan.Content.KEYS);
        if (snapshot == Snapshot.OWN
                && plans.size() == 1
                && !query.isDistinct()
                && withEntities == needsEntities
                && plans.get(0).readsOnce(reading)) {
            context.transaction().readApart();
        }
        return reading;
    }

    /** Whose the snapshot is that a run reads. */
    public enum Snapshot {
        /** The run's alone. */
        OWN,
        /** That of a transaction which may read more. */
        SHARED
    }

    /**
     * Starts a run.
     *
     * @param query the query
     * @param transaction the snapshot to read; stays open as long as the run
     * @param names the dictionary
     * @param several tells for the number of a property of the query's kind whether some entity may have several distinct values of it
     * @param composites the composite indexes of the query's kind that are built
     * @param overlay the transaction's own writes
     * @param selectivity what earlier queries learned
     * @param sortLimit how much may be sorted in memory
     * @param snapshot whether somebody else reads {@code transaction}, too
     * @return the run; close it
     */
    public static Execution start(
            NormalQuery query,
            StorageTransaction transaction,
            Names names,
            IntPredicate several,
            List<CompositeIndex> composites,
            Overlay overlay,
            Selectivity selectivity,
            SortLimit sortLimit,
            Snapshot snapshot) {
        ReadContext context = ReadContext.of(
                query, transaction, names, several, overlay.writes().size(), selectivity, sortLimit);
        return new Execution(query, context, composites, overlay, snapshot);
    }

    /**
     * The next result.
     *
     * @return the entity, without properties if the query asks for keys, with the projected ones if it projects; null at the end
     */
    public @Nullable Entity next() {
        Row row = nextRow();
        if (row == null) {
            return null;
        }
        Entity entity = row.entity();
        if (entity != null && query.query().selection() == Query.Selection.ENTITIES) {
            return entity;
        }
        Key key = entity == null ? OrderedCodec.readEntityKey(row.key(), context.names()) : entity.key();
        return query.isProjection()
                ? ProjectedRow.read(query, row.position(), row.key().length, key)
                : Entity.builder(key).build();
    }

    /**
     * Takes all results that are left and only counts them.
     *
     * @return how many there were
     */
    public long count() {
        return count(Long.MAX_VALUE);
    }

    /**
     * Takes results and only counts them.
     *
     * @param most stop at this number
     * @return how many there were, or the number to stop at
     */
    public long count(long most) {
        long count = 0;
        while (count < most && nextRow() != null) {
            count++;
        }
        return count;
    }

    private @Nullable Row nextRow() {
        skip();
        Row row = left == 0 ? null : poll();
        if (row == null) {
            context.transaction().stop();
        } else {
            left--;
            returned++;
            position = row.position();
        }
        return row;
    }

    private void skip() {
        for (; toSkip > 0; toSkip--) {
            Row row = poll();
            if (row == null) {
                toSkip = 0;
                return;
            }
            position = row.position();
        }
    }

    private @Nullable Row poll() {
        if (ready.isEmpty() && !exhausted) {
            long start = System.nanoTime();
            do {
                fill();
            } while (ready.isEmpty() && !exhausted);
            busyNanos += System.nanoTime() - start;
        }
        return ready.poll();
    }

    private void fill() {
        boolean skipping = exact && toSkip > 0;
        int size = skipping
                ? (int) Math.min(toSkip, ReadContext.MAX_BATCH)
                : Math.max(1, (int) Math.min(batch, exact ? left : batch));
        List<Row> rows = new ArrayList<>(size);
        while (rows.size() < size) {
            Row row = source.next();
            if (row == null || end != null && Arrays.compareUnsigned(row.position(), end) > 0) {
                exhausted = true;
                break;
            }
            if (context.isBeforeStart(row.position()) || Arrays.equals(row.position(), lastSeen)) {
                continue;
            }
            lastSeen = row.position();
            if (exact && !isFirstOfGroup(row)) {
                leaveLargeGroup();
                continue;
            }
            rows.add(row);
        }
        context.transaction().holds(rows.size());
        if (skipping || exact && query.query().selection() != Query.Selection.ENTITIES) {
            ready.addAll(rows);
        } else {
            for (Row row : context.load(rows)) {
                if (exact || row.entity() != null && isConfirmed(row, row.entity()) && isFirstOfGroup(row)) {
                    ready.add(row);
                }
            }
        }
        if (!skipping) {
            batch = Math.min(batch * 2, ReadContext.MAX_BATCH);
        }
    }

    private boolean isConfirmed(Row row, Entity entity) {
        return evaluator.isAt(entity, row.key(), row.position());
    }

    /** Whether a row is unlike the one before it in what the query is distinct on; always, if it is not distinct. */
    private boolean isFirstOfGroup(Row row) {
        if (!query.isDistinct()) {
            return true;
        }
        byte[] group = group(row.position());
        if (Arrays.equals(group, lastGroup)) {
            return false;
        }
        lastGroup = group;
        alike = 0;
        return true;
    }

    /** A large group of equal rows is not read to its end. */
    private void leaveLargeGroup() {
        if (distinctScan != null && lastGroup != null && ++alike == STEPS_BEFORE_SEEK) {
            source.close();
            source = distinctScan.openBehind(lastGroup, context);
            alike = 0;
        }
    }

    private byte[] group(byte[] position) {
        return Arrays.copyOf(position, ValueScan.valueLength(query.group(), position, 0));
    }

    /**
     * The place after the last result taken, or after the skipped ones if none was.
     *
     * @return a position, not to be changed; empty for the place before the first result
     */
    public byte[] place() {
        skip();
        return position;
    }

    /**
     * Makes a cursor for a place.
     *
     * @param place what {@link #place()} returned
     * @return a cursor of this query
     */
    public Cursor cursorAt(byte[] place) {
        return query.cursor(place);
    }

    /**
     * What the run has cost so far.
     *
     * @param ahead how many results the caller has from {@link #next()} but has not passed on
     * @return counted from its start to its end, or to now
     */
    public ExecutionStatistics statistics(int ahead) {
        return context.transaction().statistics(returned - ahead);
    }

    /**
     * How long it has been planning and reading so far, measured batch by batch: without the time that the caller takes between two results.
     *
     * @return the time
     */
    public Duration busy() {
        return Duration.ofNanos(busyNanos);
    }

    @Override
    public void close() {
        context.transaction().stop();
        source.close();
    }

    /** The transaction may write on while results are taken, and must not lose those it writes before they are reached. */
    private static Map<byte[], Optional<Entity>> asOfNow(Overlay overlay) {
        Map<byte[], Optional<Entity>> writes = overlay.writes();
        if (writes.isEmpty()) {
            return Map.of();
        }
        Map<byte[], Optional<Entity>> copy = new TreeMap<>(Arrays::compareUnsigned);
        copy.putAll(writes);
        return copy;
    }

    private RowSource ownRows(Map<byte[], Optional<Entity>> writes) {
        List<Row> rows = new ArrayList<>();
        writes.forEach((key, entity) -> {
            if (entity.isPresent()) {
                evaluator.positions(entity.get(), key).forEach(place -> rows.add(new Row(place, key, entity.get())));
            }
        });
        rows.sort((a, b) -> Arrays.compareUnsigned(a.position(), b.position()));
        return Sorted.of(rows);
    }

    /** Leaves out the rows of entities that the transaction has written itself. */
    private record Hiding(RowSource rows, Map<byte[], Optional<Entity>> writes) implements RowSource {

        @Override
        public @Nullable Row next() {
            Row row = rows.next();
            while (row != null && writes.containsKey(row.key())) {
                row = rows.next();
            }
            return row;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Several sources as one, by position. */
    private static final class Merged implements RowSource {

        private record Head(Row row, RowSource source) {}

        private final List<RowSource> sources;
        private final PriorityQueue<Head> heads = new PriorityQueue<>(
                (a, b) -> Arrays.compareUnsigned(a.row().position(), b.row().position()));

        Merged(List<RowSource> sources) {
            this.sources = sources;
            sources.forEach(this::advance);
        }

        private void advance(RowSource source) {
            Row row = source.next();
            if (row != null) {
                heads.add(new Head(row, source));
            }
        }

        @Override
        public @Nullable Row next() {
            Head first = heads.poll();
            if (first == null) {
                return null;
            }
            advance(first.source());
            return first.row();
        }

        @Override
        public void close() {
            sources.forEach(RowSource::close);
        }
    }
}
