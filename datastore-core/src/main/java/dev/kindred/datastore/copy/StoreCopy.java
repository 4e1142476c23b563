package dev.kindred.datastore.copy;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.Sharing;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.KindCounters;
import dev.kindred.datastore.transaction.StoredNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies a store to another engine: entities, index rows, the dictionary, the counters of ids and kinds, tasks, dead letters, names of finished tasks that are still taken, and pauses.
 *
 * <p>A pass goes through both stores in the order of keys and writes what differs to the target. So one algorithm is the first copy, the way on after a kill, and the way to catch up with a
 * source that was changed meanwhile. <b>While the application runs</b> on a source that can be shared, {@link #runAhead} as often as you like; each pass is shorter. Then stop it, and {@link #run}: that pass
 * makes both equal, takes the tasks along, and compares.
 *
 * <p>What is not copied: versions of entities (the target gives its own; the version of creation that a record holds stays that of the source), and past states.
 * Tasks get new ids. A running task waits again.
 *
 * <p>The target must be empty, or an unfinished or untouched copy of this source. Rows that somebody else has written to it are never overwritten: the copy is refused. For one thread at a time.
 */
public final class StoreCopy {

    private static final byte[] NOTHING = {};

    private final StorageEngine source;
    private final StorageEngine target;

    private StoreCopy(StorageEngine source, StorageEngine target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Begins a copy.
     *
     * @param source what to copy; nothing is written to it
     * @return what is to be told where to
     */
    public static From from(StorageEngine source) {
        return new From(source);
    }

    /** A source. */
    public static final class From {

        private final StorageEngine source;

        private From(StorageEngine source) {
            this.source = source;
        }

        /**
         * Says where to copy to. Touches nothing.
         *
         * @param target another store; no process but this one must use it
         * @return the copy, to be run
         */
        public StoreCopy to(StorageEngine target) {
            return new StoreCopy(source, target);
        }
    }

    /**
     * Makes the target the same, and compares. Nobody must write to the source meanwhile. After a failure run it again.
     *
     * @param progress is told how far it is
     * @return what was done; ask it whether both {@linkplain CopyReport#agrees agree}
     * @throws CopyRefusedException if the target holds something else, or another process uses one of the stores
     * @throws StoreException if a store fails; what is copied stays, and the next run goes on
     */
    public CopyReport run(CopyProgress progress) {
        refuseOthers(
                source, "source", " Stop the application, or run a pass ahead, which leaves tasks where they are.");
        RowCopy rows = rows(progress);
        long tasks = new TaskCopy(source, target, progress)
                .run(CopyNotes.read(target).tasks());
        return report(rows, tasks, compare(progress).lines());
    }

    /**
     * Copies rows ahead, while others may write to the source: tasks stay there, and nothing is compared. What was changed meanwhile comes with the next pass.
     *
     * @param progress is told how far it is
     * @return what was done, without lines
     * @throws CopyRefusedException if the target holds something else, or another process uses it
     * @throws StoreException if a store fails; what is copied stays, and the next run goes on
     */
    public CopyReport runAhead(CopyProgress progress) {
        return report(rows(progress), 0, List.of());
    }

    /**
     * Compares both stores and changes neither: numbers and checksums of the entities and index rows of each kind, of the tasks of each queue, of all else.
     *
     * @param progress is told how far it is
     * @return what was found
     * @throws StoreException if a store fails
     */
    public CopyReport compare(CopyProgress progress) {
        RowCopy.Expected expected = expected();
        return new CopyReport(
                0,
                0,
                0,
                0,
                new Comparison(source, target, expected.entities() + expected.indexRows(), progress).lines());
    }

    private static CopyReport report(RowCopy rows, long tasks, List<CopyReport.Line> lines) {
        return new CopyReport(rows.read(), rows.written(), rows.deleted(), tasks, lines);
    }

    private RowCopy rows(CopyProgress progress) {
        refuseOthers(target, "target", " Stop it.");
        CopyNotes begun = CopyNotes.read(target);
        if (begun.rows() == null) {
            refuseUnlessEmpty();
            // From here on the target is known as a copy, whatever happens.
            new TargetBatch(target).commit(new CopyNotes.Rows(-1, CopyNotes.ENTITIES, NOTHING, NOTHING).put());
            begun = CopyNotes.read(target);
        } else {
            refuseUnlessSameDictionary();
        }
        RowCopy rows = new RowCopy(source, target, begun, sourceVersion(), expected(), progress);
        rows.run();
        return rows;
    }

    /** The number of the last commit, where that tells whether there was another: not where processes come and go by commits of their own. */
    private long sourceVersion() {
        if (source.sharing() != null) {
            return -1;
        }
        try (StorageTransaction transaction = source.begin(TransactionMode.READ_ONLY)) {
            return transaction.snapshotVersion();
        }
    }

    /** What the counters say. Those of an old store may say too little; it is for the progress only. */
    private RowCopy.Expected expected() {
        long entities = 0;
        long indexRows = 0;
        for (KindCounters.Counted counted : StoredNames.of(source).counters().asCounted()) {
            entities += counted.entities();
            indexRows += counted.indexRows();
        }
        return new RowCopy.Expected(entities, indexRows);
    }

    private static void refuseOthers(StorageEngine engine, String which, String wayOut) {
        Sharing sharing = engine.sharing();
        Set<String> alive = sharing == null ? Set.of() : sharing.alive();
        if (alive.size() > 1) {
            throw new CopyRefusedException("The " + which + " is used by " + (alive.size() - 1)
                    + " other process(es); one that was killed counts for 30 s." + wayOut);
        }
    }

    private void refuseUnlessEmpty() {
        String found = null;
        Blocks<EntityRow> entities = new Blocks<>(target, RowSpace.ENTITIES, null);
        try (StorageTransaction transaction = target.begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> index = transaction.scanIndex(
                        new IndexRange(IndexRange.atPrefix(NOTHING), null), ScanDirection.ASCENDING, 1)) {
            if (entities.next() != null || index.next() != null) {
                found = "entities, or names that entities had";
            }
        }
        TaskStorage tasks = target.tasks();
        for (String queue : tasks.queues()) {
            QueueStatistics statistics = tasks.statistics(queue);
            if (statistics.waiting() + statistics.running() + statistics.dead() > 0) {
                found = "tasks in the queue \"" + queue + "\"";
            }
        }
        if (found != null) {
            throw new CopyRefusedException("The target is not empty: it has " + found
                    + ", and is no copy. Copy to an empty directory or schema, or empty this one.");
        }
    }

    /** Numbers never change, and are never taken away. */
    private void refuseUnlessSameDictionary() {
        for (byte type : new byte[] {'n', 'p'}) {
            Dictionary ours = new Dictionary(target, type);
            List<EntityRow> page = ours.next();
            while (!page.isEmpty()) {
                try (StorageTransaction transaction = source.begin(TransactionMode.READ_ONLY)) {
                    List<@Nullable EntityRow> theirs =
                            transaction.getAll(page.stream().map(EntityRow::key).toList());
                    for (int i = 0; i < page.size(); i++) {
                        EntityRow wanted = theirs.get(i);
                        if (wanted == null
                                || !Arrays.equals(wanted.record(), page.get(i).record())) {
                            throw new CopyRefusedException(
                                    "The target is a copy of another store: its dictionary has \""
                                            + text(page.get(i).key())
                                            + "\" with a number that the source does not have for it. Copy to an empty directory or"
                                            + " schema, or empty this one.");
                        }
                    }
                }
                page = ours.next();
            }
        }
    }

    private static String text(byte[] key) {
        ByteReader body = new ByteReader(key, 2);
        return body.getUtf8(key.length - 2).replace('\0', ' ').trim();
    }

    /** The names or the partitions of a store, page by page. */
    private static final class Dictionary {

        private static final int PAGE = 1_000;

        private final StorageEngine engine;
        private final byte[] prefix;
        private byte[] from;

        Dictionary(StorageEngine engine, byte type) {
            this.engine = engine;
            this.prefix = new byte[] {0, type};
            this.from = prefix;
        }

        List<EntityRow> next() {
            List<EntityRow> page = new ArrayList<>();
            ByteRange range = new ByteRange(from, ByteRange.successor(prefix));
            try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY);
                    Scan<EntityRow> scan = transaction.scanEntities(range, ScanDirection.ASCENDING, PAGE)) {
                for (EntityRow row = scan.next(); row != null && page.size() < PAGE; row = scan.next()) {
                    page.add(row);
                    from = Arrays.copyOf(row.key(), row.key().length + 1);
                }
            }
            return page;
        }
    }
}
