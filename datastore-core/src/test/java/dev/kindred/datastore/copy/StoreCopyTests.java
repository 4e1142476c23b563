package dev.kindred.datastore.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.IndexRange;
import dev.kindred.datastore.store.IndexRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import dev.kindred.datastore.store.TransactionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoreCopyTests {

    private static final Partition OTHER = Partition.DEFAULT.withNamespace("other");
    private static final CompositeIndex INDEX = CompositeIndex.on("Book", "text", "-number");

    private final List<StorageEngine> opened = new ArrayList<>();
    private final Random random = new Random(seed());

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("StoreCopyTests: seed " + seed);
        return seed;
    }

    /** Those that can be the source or the target. */
    enum Kind {
        MEMORY(MemoryEngine::new),
        ROCKSDB(RocksDbEngine::inMemory),
        POSTGRES(TestServer::emptyEngine);

        private final Supplier<StorageEngine> maker;

        Kind(Supplier<StorageEngine> maker) {
            this.maker = maker;
        }
    }

    private static Stream<Arguments> pairs() {
        return Stream.of(Kind.values())
                .flatMap(source -> Stream.of(Kind.values()).map(target -> Arguments.of(source, target)));
    }

    private StorageEngine open(Kind kind) {
        StorageEngine engine = kind.maker.get();
        engine.open();
        opened.add(engine);
        return engine;
    }

    @AfterEach
    void close() {
        opened.forEach(StorageEngine::close);
    }

    private Entity entity(Key key) {
        Entity.Builder entity = Entity.builder(key)
                .set("text", "t" + random.nextInt(5))
                .set("number", random.nextInt(100))
                .set("none", Value.NULL)
                .set("double", random.nextDouble())
                .set("flag", random.nextBoolean())
                .set("time", Instant.ofEpochSecond(random.nextInt()))
                .set("bytes", Value.of(ByteString.copyOf(new byte[] {0, 1, (byte) random.nextInt()})))
                .set("blob", new Value.BlobKeyValue("b" + random.nextInt(9)))
                .set("place", new GeoPoint(random.nextInt(90), random.nextInt(180)))
                .set("reference", OTHER.key("Author", "a\0b" + random.nextInt(5)))
                .set("list", List.of(Value.of(random.nextInt(9)), Value.of("x" + random.nextInt(9))))
                .set("inner", new Value.EntityValue(null, Map.of("deep", Property.of(Value.of(random.nextInt(9))))));
        return entity.setUnindexed("unindexed", Value.of("u".repeat(random.nextInt(3_000))))
                .build();
    }

    private LocalDatastore fill(StorageEngine source, int entities) {
        LocalDatastore datastore = LocalDatastore.on(source).build();
        datastore.declareIndexes(List.of(INDEX));
        datastore.buildIndexes(() -> false);
        List<Entity> some = new ArrayList<>();
        for (int i = 1; i <= entities; i++) {
            Partition partition = i % 3 == 0 ? OTHER : Partition.DEFAULT;
            Key parent = partition.key("Shelf", "s" + i % 7);
            some.add(entity(i % 2 == 0 ? parent.child("Book", i) : partition.key("Book", "book " + i)));
            if (some.size() == 100 || i == entities) {
                datastore.put(some);
                some.clear();
            }
        }
        datastore.put(entity(Partition.DEFAULT.incompleteKey("Magazine")));
        datastore.reserveIds(List.of(Partition.DEFAULT.key("Magazine", (1L << 52) + 77)));
        return datastore;
    }

    private static TaskRow task(StorageEngine engine, String queue, String name, TaskTraits traits, String payload) {
        long now = engine.tasks().now();
        return TaskRow.waiting(
                        engine.tasks().nextId(),
                        queue,
                        name,
                        now - 1_000,
                        100 + payload.length() % 7,
                        payload.getBytes(),
                        Map.of("h", payload),
                        now)
                .withTraits(traits);
    }

    private static void add(StorageEngine engine, TaskRow... tasks) {
        List<TaskChange> changes =
                Stream.of(tasks).<TaskChange>map(TaskChange.Add::new).toList();
        commit(engine, new Changes(List.of(), List.of(), List.of(), List.of(), changes));
    }

    private static void commit(StorageEngine engine, Changes changes) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(transaction.commit(changes).getClass().getSimpleName()).isEqualTo("Committed");
        }
    }

    /** Waiting, running, failed, dead, held back by a key, tagged, unique, named, paused. */
    private void fillQueues(StorageEngine source) {
        for (int i = 0; i < 6; i++) {
            add(source, task(source, "keyed", null, new TaskTraits("k" + i % 2, 1, null, null), "keyed" + i));
        }
        add(source, task(source, "named", "the-name", TaskTraits.NONE, "named"));
        add(source, task(source, "named", null, new TaskTraits(null, 0, null, "one"), "unique"));
        add(source, task(source, "pull", null, new TaskTraits(null, 0, "tag", null), "tagged"));
        for (int i = 0; i < 6; i++) {
            add(source, task(source, "work", i == 1 ? "dead-name" : null, TaskTraits.NONE, "equal"));
        }
        long now = source.tasks().now();
        List<TaskLease> leases = source.tasks().claim("work", 4, now);
        source.tasks().retry(leases.get(0), now + 60_000_000, "it failed");
        source.tasks().bury(leases.get(1), DeadTask.Reason.REJECTED, "useless");
        source.tasks().bury(leases.get(2), DeadTask.Reason.RETRIES_EXHAUSTED, null);
        source.tasks().pause("pull");
        source.tasks().pause("never used");
        add(source, task(source, "finished", "its-name", TaskTraits.NONE, "done"));
        source.tasks()
                .complete(source.tasks().claim("finished", 1, source.tasks().now()));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void whatIsCopiedIsTheSameAndCanBeWorkedWith(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        LocalDatastore original = fill(source, 250);
        fillQueues(source);
        List<Key> given = original.allocateIds(IntStream.range(0, 50)
                .mapToObj(i -> Partition.DEFAULT.incompleteKey("Magazine"))
                .toList());

        CopyReport report = StoreCopy.from(source).to(target).run(CopyProgress.NONE);

        assertThat(report.agrees()).as(report.table()).isTrue();
        assertThat(report.table())
                .contains(
                        "entities Book",
                        "entities Book in namespace other",
                        "index rows Magazine",
                        "dictionary and ids",
                        "tasks of work",
                        "names of finished tasks of finished",
                        "paused queues",
                        "dead letters of work");
        assertThat(report.tasks()).isEqualTo(15);
        LocalDatastore copy = LocalDatastore.on(target).build();
        copy.declareIndexes(List.of(INDEX));
        Query query =
                Query.kind("Book").filter(Filter.equal("text", Value.of("t1"))).orderBy(Order.descending("number"));
        assertThat(properties(copy, query)).isNotEmpty().isEqualTo(properties(original, query));
        Set<Key> fresh = new TreeSet<>(copy.allocateIds(IntStream.range(0, 500)
                .mapToObj(i -> Partition.DEFAULT.incompleteKey("Magazine"))
                .toList()));
        assertThat(fresh).doesNotContainAnyElementsOf(given).hasSize(500);
        copy.put(entity(Partition.DEFAULT.key("Book", "new")));
        assertThat(copy.get(Partition.DEFAULT.key("Book", "new")).version()).isPositive();
    }

    private static List<Map<String, Property>> properties(LocalDatastore datastore, Query query) {
        List<Map<String, Property>> found = new ArrayList<>();
        datastore.run(query).toList().forEach(entity -> found.add(entity.properties()));
        return found;
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void tasksRunOnTheTargetAsTheyWouldHaveOnTheSource(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        fillQueues(source);

        StoreCopy.from(source).to(target).run(CopyProgress.NONE);

        long now = target.tasks().now() + 1_000_000;
        assertThat(target.tasks().claim("keyed", 10, now))
                .extracting(lease -> new String(lease.task().payload()))
                .containsExactlyInAnyOrder("keyed0", "keyed1");
        assertThat(target.tasks().isPaused("pull")).isTrue();
        assertThat(target.tasks().isPaused("never used")).isTrue();
        assertThat(target.tasks().isTaken("named", "the-name")).isTrue();
        assertThat(target.tasks().isTaken("finished", "its-name")).isTrue();
        assertThat(target.tasks().isTaken("work", "dead-name"))
                .isEqualTo(source.tasks().isTaken("work", "dead-name"));
        assertThat(target.tasks().findUnique("named", "one")).isNotNull();
        assertThat(target.tasks().statistics("work").waiting()).isEqualTo(4);
        assertThat(target.tasks().statistics("work").dead()).isEqualTo(2);
        assertThat(target.tasks().list("work", 0, 10))
                .filteredOn(task -> "it failed".equals(task.lastError()))
                .singleElement()
                .satisfies(task -> assertThat(task.attempts()).isEqualTo(1));
        DeadTask dead = target.tasks().dead("work", 0, 10).get(0);
        assertThat(dead.task().attempts()).isEqualTo(1);
        assertThat(target.tasks().redrive("work", dead.task().id())).isTrue();
        assertThat(target.tasks().statistics("work").waiting()).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void aCopyThatIsKilledGoesOnWithoutLosingOrDoublingAnything(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        fill(source, 250);
        fillQueues(source);
        int kills = 0;
        for (int run = 0; run < 6; run++) {
            KilledTarget.Moment moment = KilledTarget.Moment.values()[random.nextInt(2)];
            try {
                StoreCopy.from(source)
                        .to(new KilledTarget(target, 1 + random.nextInt(12), moment))
                        .run(CopyProgress.NONE);
            } catch (StoreException e) {
                assertThat(e).hasMessage("killed");
                kills++;
            }
        }

        CopyReport report = StoreCopy.from(source).to(target).run(CopyProgress.NONE);

        assertThat(report.agrees()).as(report.table()).isTrue();
        assertThat(kills).isPositive();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void aSecondPassMovesWhatWasChangedAndDeletedMeanwhile(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        LocalDatastore original = fill(source, 250);
        fillQueues(source);
        CopyReport first = StoreCopy.from(source).to(target).runAhead(CopyProgress.NONE);

        original.delete(Partition.DEFAULT.key("Book", "book 1"));
        original.put(entity(Partition.DEFAULT.key("Book", "book 5")));
        original.put(entity(Partition.DEFAULT.key("Poem", "new kind")));
        CopyReport second = StoreCopy.from(source).to(target).run(CopyProgress.NONE);

        assertThat(first.tasks()).isZero();
        assertThat(first.lines()).isEmpty();
        assertThat(second.agrees()).as(second.table()).isTrue();
        assertThat(second.written()).isPositive().isLessThan(first.written() / 5);
        assertThat(second.deleted()).isPositive();
    }

    @Test
    void aCopyOfAStoreThatNobodyHasChangedGoesOnWhereItWasKilled() {
        StorageEngine source = open(Kind.ROCKSDB);
        StorageEngine target = open(Kind.MEMORY);
        fill(source, 250);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> StoreCopy.from(source)
                .to(new KilledTarget(target, 6, KilledTarget.Moment.AFTER_THE_COMMIT))
                .run(CopyProgress.NONE));

        CopyReport rest = StoreCopy.from(source).to(target).run(CopyProgress.NONE);

        assertThat(rest.agrees()).as(rest.table()).isTrue();
        assertThat(rest.read()).isEqualTo(rest.written());
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void comparingFindsAChangedByteAndAMissingIndexRow(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        fill(source, 20);
        StoreCopy copy = StoreCopy.from(source).to(target);
        copy.run(CopyProgress.NONE);
        EntityRow entity = lastEntity(target);
        byte[] record = entity.record().clone();
        record[record.length - 1] ^= 1;
        commit(
                target,
                new Changes(
                        List.of(new EntityPut(entity.key(), record, EntityPut.Precondition.NONE)),
                        List.of(),
                        List.of(),
                        List.of(firstIndexRow(target)),
                        List.of()));

        CopyReport report = copy.compare(CopyProgress.NONE);

        assertThat(report.agrees()).isFalse();
        assertThat(report.lines())
                .filteredOn(line -> !line.agrees())
                .extracting(line -> line.what().split(" ")[0])
                .containsExactly("entities", "index");
        assertThat(report.table()).contains("DIFFERS");
    }

    private static EntityRow lastEntity(StorageEngine engine) {
        RowSpace<EntityRow> space = RowSpace.ENTITIES;
        Blocks<EntityRow> rows = new Blocks<>(engine, space, null);
        EntityRow last = null;
        for (EntityRow row = rows.next(); row != null; row = rows.next()) {
            last = row;
        }
        return last;
    }

    private static IndexRow firstIndexRow(StorageEngine engine) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY);
                Scan<IndexRow> scan = transaction.scanIndex(
                        new IndexRange(IndexRange.atPrefix(new byte[0]), null), ScanDirection.ASCENDING, 1)) {
            return scan.next();
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void aTargetThatIsInUseIsRefused(Kind from, Kind to) {
        StorageEngine source = open(from);
        StorageEngine target = open(to);
        fill(source, 20);
        StoreCopy copy = StoreCopy.from(source).to(target);
        copy.run(CopyProgress.NONE);
        Key key = Partition.DEFAULT.key("Book", "book 1");
        LocalDatastore.on(target).build().put(entity(key));

        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> copy.run(CopyProgress.NONE))
                .withMessageContaining("The target is in use")
                .withMessageContaining("empty the target");
    }

    @Test
    void aTargetWithOtherDataIsRefused() {
        StorageEngine source = open(Kind.MEMORY);
        fill(source, 5);
        StorageEngine withEntities = open(Kind.MEMORY);
        LocalDatastore.on(withEntities).build().put(entity(OTHER.key("City", 1)));
        StorageEngine withTasks = open(Kind.MEMORY);
        add(withTasks, task(withTasks, "mail", null, TaskTraits.NONE, "x"));

        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> StoreCopy.from(source).to(withEntities).run(CopyProgress.NONE))
                .withMessageContaining("not empty: it has entities");
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> StoreCopy.from(source).to(withTasks).runAhead(CopyProgress.NONE))
                .withMessageContaining("not empty: it has tasks in the queue \"mail\"");
    }

    @Test
    void aCopyOfAnotherStoreIsRefused() {
        StorageEngine source = open(Kind.MEMORY);
        fill(source, 5);
        StorageEngine another = open(Kind.MEMORY);
        LocalDatastore.on(another).build().put(entity(OTHER.key("City", 1)));
        StorageEngine target = open(Kind.MEMORY);
        StoreCopy.from(another).to(target).run(CopyProgress.NONE);

        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> StoreCopy.from(source).to(target).run(CopyProgress.NONE))
                .withMessageContaining("a copy of another store");
    }

    @Test
    void tasksAreNotTakenFromANodeThatLives() {
        String schema = TestServer.newSchema();
        StorageEngine source =
                PostgresEngine.on(TestServer.dataSource()).schema(schema).build();
        StorageEngine node =
                PostgresEngine.on(TestServer.dataSource()).schema(schema).build();
        opened.addAll(List.of(source, node));
        node.open();
        fill(source, 5);
        StoreCopy copy = StoreCopy.from(source).to(open(Kind.MEMORY));

        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> copy.run(CopyProgress.NONE))
                .withMessageContaining("The source is used by 1 other process");
        assertThat(copy.runAhead(CopyProgress.NONE).written()).isPositive();
        node.close();
        assertThat(copy.run(CopyProgress.NONE).agrees()).isTrue();
    }

    @Test
    void progressGoesThroughAllSteps() {
        StorageEngine source = open(Kind.MEMORY);
        fill(source, 20);
        fillQueues(source);
        Set<CopyProgress.Step> steps = new TreeSet<>();

        StoreCopy.from(source).to(open(Kind.MEMORY)).run((step, done, expected) -> {
            assertThat(done).isBetween(1L, expected);
            steps.add(step);
        });

        assertThat(steps).containsExactly(CopyProgress.Step.values());
    }
}
