package dev.kindred.datastore.copy;

import dev.kindred.datastore.codec.ByteReader;
import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.copy.CopyProgress.Step;
import dev.kindred.datastore.copy.CopyReport.Line;
import dev.kindred.datastore.copy.CopyReport.Sum;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.CounterRow;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.StoredNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads both stores whole, and adds up what each has of each kind and queue. */
final class Comparison {

    private static final int PAGE = 500;
    private static final Duration SOON_FREE = Duration.ofMinutes(10);

    private final StorageEngine source;
    private final StorageEngine target;
    private final CopyProgress progress;
    private final long expected;
    private long done;

    Comparison(StorageEngine source, StorageEngine target, long expected, CopyProgress progress) {
        this.source = source;
        this.target = target;
        this.expected = 2 * expected;
        this.progress = progress;
    }

    List<Line> lines() {
        // First, and only those that are taken for a while yet: the others come free while this goes on, here or there.
        long takenAt = source.tasks().now() + SOON_FREE.toNanos() / 1_000;
        Map<String, Sum> theirs = new TreeMap<>();
        Map<String, Sum> ours = new TreeMap<>();
        names(source.tasks(), takenAt, theirs);
        names(target.tasks(), takenAt, ours);
        add(source, theirs);
        add(target, ours);
        TreeSet<String> all = new TreeSet<>(theirs.keySet());
        all.addAll(ours.keySet());
        List<Line> lines = new ArrayList<>();
        for (String what : all) {
            lines.add(new Line(what, theirs.getOrDefault(what, Sum.NOTHING), ours.getOrDefault(what, Sum.NOTHING)));
        }
        return lines;
    }

    private void add(StorageEngine engine, Map<String, Sum> sums) {
        // The numbers of both are those of the source, or the dictionaries differ, which shows.
        Names names = StoredNames.of(source);
        rows(engine, names, sums);
        tasks(engine.tasks(), sums);
    }

    private void names(TaskStorage tasks, long takenAt, Map<String, Sum> sums) {
        for (List<HeldName> page = tasks.heldNames(null, takenAt, PAGE);
                !page.isEmpty();
                page = tasks.heldNames(page.get(page.size() - 1), takenAt, PAGE)) {
            for (HeldName held : page) {
                long hash = new Hash().add(held.name()).add(held.until()).value();
                add(sums, "names of finished tasks of " + held.queue(), hash);
            }
        }
    }

    private void rows(StorageEngine engine, Names names, Map<String, Sum> sums) {
        Map<Long, String> labels = new HashMap<>();
        Blocks<EntityRow> entities = new Blocks<>(engine, RowSpace.ENTITIES, null);
        for (EntityRow row = entities.next(); row != null; row = entities.next()) {
            long hash = new Hash().add(row.key()).add(row.record()).value();
            add(sums, row.key()[0] == 0 ? "dictionary and ids" : "entities" + kind(row, names), hash);
        }
        Blocks<IndexRow> index = new Blocks<>(engine, RowSpace.INDEX, null);
        for (IndexRow row = index.next(); row != null; row = index.next()) {
            ByteReader prefix = new ByteReader(row.prefix());
            int partition = prefix.getNumber();
            int kind = prefix.getNumber();
            String label = labels.computeIfAbsent(
                    (long) partition << 32 | kind,
                    numbers -> "index rows" + kind(partition(names, partition), name(names, kind)));
            add(sums, label, new Hash().add(row.prefix()).add(row.key()).value());
        }
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY)) {
            for (CounterRow row : transaction.counters(new ByteRange(new byte[0], null))) {
                Hash hash = new Hash().add(row.key());
                for (long value : row.values()) {
                    hash.add(value);
                }
                add(sums, "counters of kinds", hash.value());
            }
        }
    }

    private static String kind(EntityRow row, Names names) {
        try {
            Key key = OrderedCodec.readEntityKey(row.key(), names);
            return kind(place(key.partition()), key.kind());
        } catch (RuntimeException e) {
            return " with keys that cannot be read";
        }
    }

    private static String kind(String partition, String kind) {
        return " " + kind + partition;
    }

    private static String partition(Names names, int number) {
        try {
            return place(names.partition(number));
        } catch (RuntimeException e) {
            return " in partition " + number;
        }
    }

    private static String place(Partition partition) {
        return partition.namespace().isEmpty() ? "" : " in namespace " + partition.namespace();
    }

    private static String name(Names names, int number) {
        try {
            return names.name(number);
        } catch (RuntimeException e) {
            return "of kind " + number;
        }
    }

    private void add(Map<String, Sum> sums, String what, long hash) {
        sums.merge(what, Sum.NOTHING.plus(hash), (sum, one) -> sum.plus(hash));
        done++;
        progress.at(Step.COMPARING, done, Math.max(expected, done));
    }

    private void tasks(TaskStorage tasks, Map<String, Sum> sums) {
        tasks.paused()
                .forEach(queue ->
                        add(sums, "paused queues", new Hash().add(queue).value()));
        for (String queue : tasks.queues()) {
            long last = 0;
            for (List<TaskRow> page = tasks.list(queue, last, PAGE);
                    !page.isEmpty();
                    page = tasks.list(queue, last, PAGE)) {
                for (TaskRow task : page) {
                    add(sums, "tasks of " + queue, hash(task).value());
                    last = task.id();
                }
            }
            last = 0;
            for (List<DeadTask> page = tasks.dead(queue, last, PAGE);
                    !page.isEmpty();
                    page = tasks.dead(queue, last, PAGE)) {
                for (DeadTask dead : page) {
                    Hash hash = hash(dead.task()).add(dead.reason().name()).add(dead.died());
                    add(sums, "dead letters of " + queue, hash.value());
                    last = dead.task().id();
                }
            }
        }
    }

    /** All but the id. */
    private static Hash hash(TaskRow task) {
        String error = task.lastError();
        Hash hash = new Hash()
                .add(task.name())
                .add(task.eta())
                .add(task.priority())
                .add(task.payload())
                .add(task.attempts())
                .add(task.created())
                .add(task.firstAttempt())
                // PostgreSQL cannot store the character 0 in a text.
                .add(error == null ? null : error.replace('\0', '\uFFFD'))
                .add(task.traits().concurrencyKey())
                .add(task.traits().perKey())
                .add(task.traits().tag())
                .add(task.traits().uniqueKey());
        new TreeMap<>(task.headers()).forEach((name, value) -> hash.add(name).add(value));
        return hash;
    }
}
