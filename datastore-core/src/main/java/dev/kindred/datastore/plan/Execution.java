package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageTransaction;
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

    private final NormalQuery query;
    private final Evaluator evaluator;
    private final ReadContext context;
    private final RowSource source;
    private final boolean exact;
    private final byte @Nullable [] end;
    private final ArrayDeque<Row> ready = new ArrayDeque<>();
    private byte[] position;
    private byte @Nullable [] lastSeen;
    private long toSkip;
    private long left;
    private int batch;
    private boolean exhausted;

    private Execution(NormalQuery query, ReadContext context, List<CompositeIndex> composites, Overlay overlay) {
        this.query = query;
        this.context = context;
        this.evaluator = new Evaluator(query);
        this.end = query.position(query.query().end());
        this.position = context.after() == null ? new byte[0] : context.after();
        this.toSkip = query.query().offset();
        this.left = query.query().limit() < 0 ? Long.MAX_VALUE : query.query().limit();
        this.batch = (int) Math.max(1, Math.min(left, FIRST_BATCH));
        Map<byte[], Optional<Entity>> writes = asOfNow(overlay);
        List<RowSource> sources = new ArrayList<>();
        boolean allExact = true;
        if (left > 0 || toSkip > 0) {
            Planner planner = new Planner(query, context.names(), evaluator, composites);
            for (Conjunction conjunction : query.disjuncts()) {
                Plan plan = planner.plan(conjunction);
                allExact &= plan.isExact(context);
                RowSource rows = plan.open(context);
                sources.add(writes.isEmpty() ? rows : new Hiding(rows, writes));
            }
            if (!writes.isEmpty()) {
                sources.add(ownRows(writes));
            }
        }
        // Several alternatives that share no constant order can give one entity several positions: only the smallest
        // counts.
        this.exact = allExact && (query.disjuncts().size() <= 1 || query.sort().isEmpty());
        this.source = sources.size() == 1 ? sources.get(0) : new Merged(sources);
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
     * @return the run; close it
     */
    public static Execution start(
            NormalQuery query,
            StorageTransaction transaction,
            Names names,
            IntPredicate several,
            List<CompositeIndex> composites,
            Overlay overlay,
            Selectivity selectivity) {
        byte[] after = query.position(query.query().start());
        long wanted = query.query().limit() < 0
                ? Integer.MAX_VALUE
                : (long) query.query().limit()
                        + query.query().offset()
                        + overlay.writes().size();
        ReadContext context = new ReadContext(
                transaction,
                names,
                several,
                after == null || after.length == 0 ? null : after,
                (int) Math.min(Math.max(wanted, 1), Integer.MAX_VALUE),
                selectivity);
        return new Execution(query, context, composites, overlay);
    }

    /**
     * The next result.
     *
     * @return the entity, without properties if the query asks for keys; null at the end
     */
    public @Nullable Entity next() {
        Row row = nextRow();
        if (row == null) {
            return null;
        }
        if (row.entity() == null || query.query().selection() == Query.Selection.KEYS) {
            Key key = row.entity() == null
                    ? OrderedCodec.readEntityKey(row.key(), context.names())
                    : row.entity().key();
            return Entity.builder(key).build();
        }
        return row.entity();
    }

    /**
     * Takes all results that are left and only counts them.
     *
     * @return how many there were
     */
    public long count() {
        long count = 0;
        while (nextRow() != null) {
            count++;
        }
        return count;
    }

    private @Nullable Row nextRow() {
        skip();
        if (left == 0) {
            return null;
        }
        Row row = poll();
        if (row != null) {
            left--;
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
        while (ready.isEmpty() && !exhausted) {
            fill();
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
            rows.add(row);
        }
        if (skipping || exact && query.query().selection() == Query.Selection.KEYS) {
            ready.addAll(rows);
        } else {
            for (Row row : context.load(rows)) {
                if (exact || row.entity() != null && isConfirmed(row, row.entity())) {
                    ready.add(row);
                }
            }
        }
        if (!skipping) {
            batch = Math.min(batch * 2, ReadContext.MAX_BATCH);
        }
    }

    private boolean isConfirmed(Row row, Entity entity) {
        return Arrays.equals(evaluator.position(entity, row.key()), row.position());
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

    @Override
    public void close() {
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
            byte[] place = entity.isEmpty() ? null : evaluator.position(entity.get(), key);
            if (place != null) {
                rows.add(new Row(place, key, entity.get()));
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
