package dev.kindred.datastore.store;

import static dev.kindred.datastore.store.Writes.bytes;
import static dev.kindred.datastore.store.Writes.row;
import static dev.kindred.datastore.store.Writes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Conflict;
import dev.kindred.datastore.store.CommitResult.PreconditionFailed;
import dev.kindred.datastore.store.EntityPut.Precondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage engine does. An engine's tests extend this and say how one is made. */
public abstract class StorageEngineContract {

    protected StorageEngine engine;

    /** A new engine on an empty store, not open. */
    protected abstract StorageEngine newEngine();

    /** In which order the committed transactions could have run one after the other. */
    protected SerializabilityCheck.Order serialOrder() {
        return SerializabilityCheck.Order.OF_VERSIONS;
    }

    @BeforeEach
    void makeEngine() {
        engine = newEngine();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    // Reading and writing

    @Test
    void readsBackWhatWasCommittedWithItsVersion() {
        long version = committed(new Writes().put("a", "1").put("b", "2"));

        assertThat(get("a")).isEqualTo("1@" + version);
        assertThat(get("b")).isEqualTo("2@" + version);
        assertThat(get("c")).isNull();
    }

    @Test
    void readsSeveralKeysInTheirOrderWithDoublesAndHoles() {
        committed(new Writes().put("a", "1").put("b", "2"));

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            List<EntityRow> rows = reader.getAll(List.of(bytes("b"), bytes("x"), bytes("a"), bytes("b")));

            assertThat(rows).hasSize(4);
            assertThat(rows.get(1)).isNull();
            assertThat(text(rows.get(0).record())).isEqualTo("2");
            assertThat(text(rows.get(2).record())).isEqualTo("1");
            assertThat(text(rows.get(3).record())).isEqualTo("2");
            assertThat(reader.getAll(List.of())).isEmpty();
        }
    }

    @Test
    void overwritesAndDeletes() {
        committed(new Writes().put("a", "1").put("b", "1"));
        committed(new Writes().put("a", "2").delete("b").delete("never there"));

        assertThat(get("a")).startsWith("2@");
        assertThat(get("b")).isNull();
    }

    @Test
    void keepsEmptyAndAllByteValues() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.commit(new Changes(
                    List.of(
                            new EntityPut(all, new byte[0], Precondition.NONE),
                            new EntityPut(new byte[] {(byte) 0xFF}, all, Precondition.NONE)),
                    List.of(),
                    List.of(new IndexRow(all, all)),
                    List.of(),
                    List.of()));
        }

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.get(all).record()).isEmpty();
            assertThat(reader.get(new byte[] {(byte) 0xFF}).record()).isEqualTo(all);
            try (Scan<IndexRow> scan =
                    reader.scanIndex(new IndexRange(row("", ""), null), ScanDirection.ASCENDING, 10)) {
                IndexRow found = scan.next();
                assertThat(found.prefix()).isEqualTo(all);
                assertThat(found.key()).isEqualTo(all);
            }
        }
    }

    @Test
    void keepsRecordsOfAMegabyte() {
        byte[] record = new byte[1 << 20];
        Arrays.fill(record, (byte) 7);
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.commit(new Changes(
                    List.of(new EntityPut(bytes("big"), record, Precondition.NONE)),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of()));
        }

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.get(bytes("big")).record()).isEqualTo(record);
        }
    }

    @Test
    void scansEntitiesBothWaysWithinBounds() {
        committed(new Writes().put("a", "1").put("ab", "2").put("b", "3").put("c", "4"));

        assertThat(entities("a", "c", ScanDirection.ASCENDING)).containsExactly("a", "ab", "b");
        assertThat(entities("a", "c", ScanDirection.DESCENDING)).containsExactly("b", "ab", "a");
        assertThat(entities("aa", null, ScanDirection.ASCENDING)).containsExactly("ab", "b", "c");
        assertThat(entities("aa", null, ScanDirection.DESCENDING)).containsExactly("c", "b", "ab");
        assertThat(entities("x", "z", ScanDirection.ASCENDING)).isEmpty();
        assertThat(entities("c", "a", ScanDirection.DESCENDING)).isEmpty();
    }

    @Test
    void scansIndexRowsByPrefixThenKeyAndSplitsTheColumns() {
        committed(new Writes()
                .index("i1:", "k2")
                .index("i1:", "k1")
                .index("i2:longer:", "k1")
                .index("i2:other:", "")
                .put("i1:", "an entity is no index row"));

        assertThat(index(IndexRange.startingWith(bytes("i")), ScanDirection.ASCENDING))
                .containsExactly("i1:|k1", "i1:|k2", "i2:longer:|k1", "i2:other:|");
        assertThat(index(IndexRange.startingWith(bytes("i")), ScanDirection.DESCENDING))
                .containsExactly("i2:other:|", "i2:longer:|k1", "i1:|k2", "i1:|k1");
        assertThat(index(IndexRange.startingWith(bytes("i2")), ScanDirection.ASCENDING))
                .containsExactly("i2:longer:|k1", "i2:other:|");
        assertThat(index(IndexRange.within(bytes("i1:"), new ByteRange(bytes("k2"), null)), ScanDirection.ASCENDING))
                .containsExactly("i1:|k2");
        assertThat(index(
                        IndexRange.within(bytes("i1:"), new ByteRange(bytes("k"), bytes("k2"))),
                        ScanDirection.DESCENDING))
                .containsExactly("i1:|k1");
    }

    @Test
    void tellsWhichIndexRowsExist() {
        committed(new Writes().index("i:", "a").index("i:", "c"));
        committed(new Writes().unindex("i:", "c").unindex("i:", "never there").index("i:", "a"));

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.containsAll(List.of(row("i:", "b"), row("i:", "a"), row("i:", "c"), row("j:", "a"))))
                    .containsExactly(false, true, false, false);
        }
    }

    @Test
    void aScanKeepsReturningNullAtItsEnd() {
        committed(new Writes().put("a", "1"));

        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
                Scan<EntityRow> scan =
                        reader.scanEntities(ByteRange.startingWith(bytes("a")), ScanDirection.ASCENDING, 1)) {
            assertThat(scan.next()).isNotNull();
            assertThat(scan.next()).isNull();
            assertThat(scan.next()).isNull();
        }
    }

    // Snapshots

    @Test
    void aReaderKeepsItsSnapshotWhileOthersCommit() {
        committed(new Writes().put("a", "old").put("gone", "old").index("i:", "a"));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            reader.snapshotVersion();
            for (int i = 0; i < 3; i++) {
                committed(new Writes()
                        .put("a", "new" + i)
                        .put("b", "new")
                        .delete("gone")
                        .unindex("i:", "a")
                        .index("i:", "b"));
            }

            assertThat(text(reader.get(bytes("a")).record())).isEqualTo("old");
            assertThat(reader.get(bytes("b"))).isNull();
            assertThat(reader.getAll(List.of(bytes("gone"))).get(0)).isNotNull();
            assertThat(keys(reader, "", null, ScanDirection.ASCENDING)).containsExactly("a", "gone");
            assertThat(reader.containsAll(List.of(row("i:", "a"), row("i:", "b"))))
                    .containsExactly(true, false);
        }
        assertThat(get("a")).startsWith("new2@");
    }

    @Test
    void aReaderSeesTheSameRowAgainAfterItWasOverwritten() {
        committed(new Writes().put("a", "old"));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(text(reader.get(bytes("a")).record())).isEqualTo("old");
            committed(new Writes().put("a", "new"));

            assertThat(text(reader.get(bytes("a")).record())).isEqualTo("old");
        }
    }

    @Test
    void aScanInProgressKeepsItsSnapshot() {
        committed(new Writes().put("a", "1").put("c", "1"));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
                Scan<EntityRow> scan =
                        reader.scanEntities(new ByteRange(bytes(""), null), ScanDirection.ASCENDING, 10)) {
            assertThat(text(scan.next().key())).isEqualTo("a");
            committed(new Writes().put("b", "2").delete("c").put("d", "2"));

            assertThat(text(scan.next().key())).isEqualTo("c");
            assertThat(scan.next()).isNull();
        }
    }

    @Test
    void aTransactionDoesNotSeeItsOwnFateBeforeTheCommit() {
        try (StorageTransaction writer = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(writer.get(bytes("a"))).isNull();
        }

        assertThat(get("a")).isNull();
    }

    // Serializability

    @Test
    void theSecondOfTwoReadersThatWriteTheSameKeyConflictsAndLeavesNoTrace() {
        committed(new Writes().put("a", "0"));
        try (StorageTransaction first = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction second = engine.begin(TransactionMode.READ_WRITE)) {
            first.get(bytes("a"));
            second.get(bytes("a"));

            assertThat(first.commit(new Writes().put("a", "first").changes())).isInstanceOf(Committed.class);
            assertThat(second.commit(new Writes()
                            .put("a", "second")
                            .put("b", "second")
                            .index("i:", "b")
                            .changes()))
                    .isInstanceOf(Conflict.class);
        }

        assertThat(get("a")).startsWith("first@");
        assertThat(get("b")).isNull();
        assertThat(index(IndexRange.startingWith(bytes("i:")), ScanDirection.ASCENDING))
                .isEmpty();
    }

    @Test
    void oneOfTwoTransactionsThatWriteWhatTheOtherReadConflicts() {
        committed(new Writes().put("a", "on duty").put("b", "on duty"));
        try (StorageTransaction first = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction second = engine.begin(TransactionMode.READ_WRITE)) {
            first.getAll(List.of(bytes("a"), bytes("b")));
            second.getAll(List.of(bytes("a"), bytes("b")));

            assertThat(first.commit(new Writes().put("a", "off").changes())).isInstanceOf(Committed.class);
            assertThat(second.commit(new Writes().put("b", "off").changes())).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void whatIsDoneAloneMakesNoTransactionAroundItConflict() {
        try (StorageTransaction around = engine.begin(TransactionMode.READ_WRITE)) {
            around.get(bytes("a"));
            try (StorageTransaction alone = engine.begin(TransactionMode.ALONE)) {
                alone.get(bytes("n"));
                assertThat(alone.commit(new Writes().put("n", "1").changes())).isInstanceOf(Committed.class);
            }

            assertThat(around.commit(new Writes().put("b", "1").changes())).isInstanceOf(Committed.class);
        }
        assertThat(get("n")).startsWith("1@");
    }

    @Test
    void whatIsDoneAloneIsDoneOneAfterTheOther() {
        int threads = 4;
        int times = 25;
        Together.call(threads, () -> {
            for (int done = 0; done < times; ) {
                try (StorageTransaction alone = engine.begin(TransactionMode.ALONE)) {
                    EntityRow row = alone.get(bytes("n"));
                    int next = row == null ? 1 : Integer.parseInt(text(row.record())) + 1;
                    CommitResult result =
                            alone.commit(new Writes().put("n", "" + next).changes());
                    done += result instanceof Committed ? 1 : 0;
                }
            }
            return null;
        });

        assertThat(get("n")).startsWith(threads * times + "@");
    }

    @Test
    void aRowThatAppearsInAScannedRangeConflicts() {
        committed(new Writes().put("a1", "x"));
        assertConflictAfterScan("a", "b", 100, new Writes().put("a2", "phantom"));
    }

    @Test
    void aRowThatAppearsInAnEmptyScannedRangeConflicts() {
        assertConflictAfterScan("a", "b", 100, new Writes().put("a2", "phantom"));
    }

    @Test
    void aRowThatDisappearsFromAScannedRangeConflicts() {
        committed(new Writes().put("a1", "x"));
        assertConflictAfterScan("a", "b", 100, new Writes().delete("a1"));
    }

    @Test
    void anAbsentKeyThatWasReadConflictsWhenItAppears() {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(reader.get(bytes("a"))).isNull();
            committedAfterReading("b", new Writes().put("a", "1"));

            assertThat(reader.commit(new Writes().put("b", "no a").changes())).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void anIndexRowThatAppearsInAScannedRangeConflictsInBothDirections() {
        for (ScanDirection direction : ScanDirection.values()) {
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
                assertThat(drain(reader.scanIndex(IndexRange.startingWith(bytes("i:")), direction, 10)))
                        .isEmpty();
                committedAfterReading("b", new Writes().index("i:", "new"));

                assertThat(reader.commit(new Writes().put("b", "1").changes())).isInstanceOf(Conflict.class);
            }
            committed(new Writes().unindex("i:", "new"));
        }
    }

    @Test
    void anIndexRowThatWasProbedConflictsWhenItAppears() {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(reader.containsAll(List.of(row("i:", "a")))).containsExactly(false);
            committedAfterReading("b", new Writes().index("i:", "a"));

            assertThat(reader.commit(new Writes().put("b", "1").changes())).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void theRowVisitedLastConflicts() {
        for (ScanDirection direction : ScanDirection.values()) {
            committed(new Writes().put("a1", "x").put("a2", "x"));
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
                visit(reader, 1, direction);
                committedAfterReading(
                        "z", new Writes().put(direction == ScanDirection.ASCENDING ? "a1" : "a2", "changed"));

                assertThat(reader.commit(new Writes().put("z", "1").changes())).isInstanceOf(Conflict.class);
            }
        }
    }

    @Test
    void aScanThatIsStillOpenAtTheCommitCounts() {
        committed(new Writes().put("a1", "x").put("a2", "x"));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            Scan<EntityRow> scan = reader.scanEntities(ByteRange.startingWith(bytes("a")), ScanDirection.ASCENDING, 10);
            scan.next();
            committedAfterReading("z", new Writes().put("a1", "changed"));

            assertThat(reader.commit(new Writes().put("z", "1").changes())).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void blindWritesOfTheSameKeyDoNotConflict() {
        try (StorageTransaction first = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction second = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(first.commit(new Writes().put("a", "1").changes())).isInstanceOf(Committed.class);
            assertThat(second.commit(new Writes().put("a", "2").changes())).isInstanceOf(Committed.class);
        }

        assertThat(get("a")).startsWith("2@");
    }

    @Test
    void aWriterThatWroteNothingNeverConflicts() {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            reader.get(bytes("a"));
            committed(new Writes().put("a", "2"));

            assertThat(reader.commit(new Writes().changes())).isInstanceOf(Committed.class);
        }
    }

    @Test
    void aConflictIsFoundBehindThousandsOfOtherCommits() {
        committed(new Writes().put("a", "1").put("b", "1"));
        try (StorageTransaction unlucky = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction unluckyScan = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction lucky = engine.begin(TransactionMode.READ_WRITE)) {
            unlucky.get(bytes("a"));
            visit(unluckyScan, 100, ScanDirection.ASCENDING);
            lucky.get(bytes("b"));
            committedAfterReading("z", new Writes().put("a", "2"));
            for (int i = 0; i < 3_000; i++) {
                committed(new Writes().put("x" + i, "1").put("y" + i % 7, "1"));
            }

            assertThat(unlucky.commit(new Writes().put("z", "1").changes())).isInstanceOf(Conflict.class);
            assertThat(unluckyScan.commit(new Writes().put("z", "1").changes())).isInstanceOf(Conflict.class);
            assertThat(lucky.commit(new Writes().put("z", "2").changes())).isInstanceOf(Committed.class);
        }
    }

    // Preconditions

    @Test
    void insertsOnlyWhatIsAbsent() {
        assertThat(new Writes().put("a", "1", Precondition.ABSENT).in(engine)).isInstanceOf(Committed.class);

        CommitResult second =
                new Writes().put("a", "2", Precondition.ABSENT).put("b", "2").in(engine);

        assertThat(second).isInstanceOfSatisfying(PreconditionFailed.class, failed -> {
            assertThat(text(failed.key())).isEqualTo("a");
            assertThat(failed.actualVersion()).isEqualTo(version("a")).isPositive();
        });
        assertThat(get("a")).startsWith("1@");
        assertThat(get("b")).isNull();
    }

    @Test
    void updatesOnlyWhatIsPresent() {
        assertThat(new Writes().put("a", "1", Precondition.PRESENT).in(engine))
                .isInstanceOfSatisfying(PreconditionFailed.class, failed -> assertThat(failed.actualVersion())
                        .isZero());
        committed(new Writes().put("a", "1"));

        assertThat(new Writes().put("a", "2", Precondition.PRESENT).in(engine)).isInstanceOf(Committed.class);
    }

    @Test
    void updatesOnlyTheVersionExpected() {
        assertThat(new Writes().put("a", "1", new Precondition.HasVersion(0)).in(engine))
                .isInstanceOf(Committed.class);
        long first = version("a");
        assertThat(new Writes()
                        .put("a", "2", new Precondition.HasVersion(first))
                        .in(engine))
                .isInstanceOf(Committed.class);

        assertThat(new Writes()
                        .put("a", "3", new Precondition.HasVersion(first))
                        .in(engine))
                .isInstanceOfSatisfying(PreconditionFailed.class, failed -> assertThat(failed.actualVersion())
                        .isEqualTo(version("a")));
        assertThat(get("a")).startsWith("2@");
    }

    @Test
    void aPreconditionIsJudgedAtTheCommitNotAtTheSnapshot() {
        try (StorageTransaction late = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction later = engine.begin(TransactionMode.READ_WRITE)) {
            committed(new Writes().put("a", "1"));

            assertThat(late.commit(
                            new Writes().put("a", "2", Precondition.ABSENT).changes()))
                    .isInstanceOf(PreconditionFailed.class);
            assertThat(later.commit(
                            new Writes().put("a", "3", Precondition.PRESENT).changes()))
                    .isInstanceOf(Committed.class);
        }
    }

    @Test
    void ofManyWhoInsertTheSameKeyAtOnceOneSucceeds() {
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            List<CommitResult> results = Together.call(
                    4, () -> new Writes().put(key, "x", Precondition.ABSENT).in(engine));

            assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
            assertThat(results)
                    .filteredOn(result -> !(result instanceof Committed))
                    .allMatch(PreconditionFailed.class::isInstance);
        }
    }

    // Versions and lifecycle

    @Test
    void versionsGrowWithEachCommitAndAcrossReopening() {
        long before = 0;
        for (int opening = 0; opening < 3; opening++) {
            for (int i = 0; i < 5; i++) {
                long version = committed(new Writes().put("a", "x").index("i:", "k" + i));
                assertThat(version).isGreaterThan(before);
                before = version;
            }
            engine.close();
            engine.open();
            try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                assertThat(reader.snapshotVersion()).isGreaterThanOrEqualTo(before);
            }
            assertThat(get("a")).isEqualTo("x@" + before);
        }
    }

    @Test
    void opensAtFirstUseAndNotBefore() {
        assertThat(engine.isOpen()).isFalse();
        assertThat(engine.status().state()).isEqualTo(EngineStatus.State.CLOSED);

        committed(new Writes().put("a", "1"));

        assertThat(engine.isOpen()).isTrue();
        assertThat(engine.status().state()).isEqualTo(EngineStatus.State.OPEN);
        assertThat(engine.status().version()).isPositive();
        engine.open();
        assertThat(get("a")).startsWith("1@");
    }

    @Test
    void openTransactionsFailAfterTheEngineIsClosed() {
        committed(new Writes().put("a", "1").put("b", "1"));
        StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
        StorageTransaction writer = engine.begin(TransactionMode.READ_WRITE);
        Scan<EntityRow> scan = reader.scanEntities(new ByteRange(bytes(""), null), ScanDirection.ASCENDING, 10);
        scan.next();
        engine.close();
        engine.close();

        assertThat(engine.isOpen()).isFalse();
        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> reader.get(bytes("a")));
        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(scan::next);
        assertThatExceptionOfType(StoreClosedException.class)
                .isThrownBy(() -> writer.commit(new Writes().put("a", "2").changes()));
        scan.close();
        reader.close();
        writer.close();
        engine.open();
        assertThat(get("a")).startsWith("1@");
        assertThatExceptionOfType(StoreClosedException.class).isThrownBy(() -> reader.get(bytes("a")));
    }

    @Test
    void aClosedEngineIsOpenedAgainOnlyOnPurpose() {
        committed(new Writes().put("a", "1"));
        engine.close();

        assertThatExceptionOfType(StoreClosedException.class)
                .isThrownBy(() -> engine.begin(TransactionMode.READ_ONLY))
                .withMessageContaining("open()");
        engine.open();
        assertThat(get("a")).startsWith("1@");
    }

    @Test
    void aTransactionThatIsOverRefusesEverything() {
        StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE);
        transaction.commit(new Writes().put("a", "1").changes());

        assertThatIllegalStateException().isThrownBy(() -> transaction.get(bytes("a")));
        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.commit(new Writes().put("a", "2").changes()));
        transaction.close();
        transaction.close();
    }

    @Test
    void aReaderCannotCommit() {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> reader.commit(new Writes().put("a", "1").changes()));
        }
        assertThat(get("a")).isNull();
    }

    @Test
    void closingWhileOthersUseItBreaksNothing() {
        engine.open();
        AtomicInteger threads = new AtomicInteger();
        AtomicInteger working = new AtomicInteger(3);
        Together.call(4, () -> {
            int thread = threads.getAndIncrement();
            if (thread == 3) {
                while (working.get() > 0) {
                    engine.close();
                    engine.open();
                }
                return null;
            }
            try {
                for (int i = 0; i < 1_000; i++) {
                    try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                        transaction.getAll(List.of(bytes("a" + i % 10), bytes("b")));
                        visit(transaction, 5, ScanDirection.ASCENDING);
                        transaction.commit(new Writes()
                                .put("a" + i % 10, "x")
                                .index("i:", "a" + i % 10)
                                .changes());
                        engine.tasks().nextEta("q");
                        engine.status();
                    } catch (StoreClosedException closed) {
                        Thread.yield();
                    }
                }
            } finally {
                working.decrementAndGet();
            }
            return null;
        });

        assertThat(index(IndexRange.startingWith(bytes("i:")), ScanDirection.ASCENDING))
                .hasSameSizeAs(entities("a", "b", ScanDirection.ASCENDING));
    }

    // Histories

    @Test
    void concurrentTransactionsAreSerializable() {
        long seed = System.nanoTime();
        new SerializabilityCheck(List.of(engine), seed, serialOrder()).run(4, 400);
    }

    @Test
    void contendedCountersLoseNoIncrement() {
        int[] commits = new int[1];
        Together.call(4, () -> {
            for (int i = 0; i < 200; i++) {
                String key = "counter" + i % 3;
                CommitResult result;
                do {
                    try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                        EntityRow row = transaction.get(bytes(key));
                        int count = row == null ? 0 : Integer.parseInt(text(row.record()));
                        result = transaction.commit(
                                new Writes().put(key, String.valueOf(count + 1)).changes());
                    } catch (StoreConflictException found) {
                        result = new Conflict(found.getMessage());
                    }
                } while (result instanceof Conflict);
                synchronized (commits) {
                    commits[0]++;
                }
            }
            return null;
        });

        int sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += Integer.parseInt(get("counter" + i).replaceAll("@.*", ""));
        }
        assertThat(sum).isEqualTo(commits[0]).isEqualTo(800);
    }

    @Test
    void neverMoreThanFivePassARaceThatCountsRowsBeforeInserting() {
        for (int race = 0; race < 25; race++) {
            String prefix = "race" + race + ":";
            Together.call(4, () -> {
                for (int i = 0; i < 4; i++) {
                    String key = Thread.currentThread().getId() + "." + i;
                    CommitResult result;
                    do {
                        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
                            int rows = drain(transaction.scanIndex(
                                            IndexRange.startingWith(bytes(prefix)), ScanDirection.ASCENDING, 10))
                                    .size();
                            result = transaction.commit(
                                    rows < 5 ? new Writes().index(prefix, key).changes() : new Writes().changes());
                        }
                    } while (result instanceof Conflict);
                }
                return null;
            });

            assertThat(index(IndexRange.startingWith(bytes(prefix)), ScanDirection.ASCENDING))
                    .hasSize(5);
        }
    }

    @Test
    void pairsWrittenTogetherAreNeverSeenTorn() {
        int pairs = 20;
        List<Boolean> torn = Together.call(4, () -> {
            Random random = new Random(Thread.currentThread().getId());
            for (int i = 0; i < 3_000; i++) {
                int pair = random.nextInt(pairs);
                if (random.nextInt(4) == 0) {
                    String value = Thread.currentThread().getId() + "." + i;
                    new Writes()
                            .put("left" + pair, value)
                            .put("right" + pair, value)
                            .in(engine);
                } else {
                    try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                        EntityRow left = reader.get(bytes("left" + pair));
                        EntityRow right = random.nextBoolean()
                                ? reader.get(bytes("right" + pair))
                                : reader.getAll(List.of(bytes("right" + pair))).get(0);
                        if ((left == null) != (right == null)
                                || left != null
                                        && (left.version() != right.version()
                                                || !Arrays.equals(left.record(), right.record()))) {
                            return true;
                        }
                    }
                }
            }
            return false;
        });

        assertThat(torn).containsOnly(false);
    }

    // Help

    /** Commits what cannot have come before a transaction that writes the key, nor after one that read what is written here. */
    private void committedAfterReading(String key, Writes writes) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.get(bytes(key));
            assertThat(transaction.commit(writes.changes())).isInstanceOf(Committed.class);
        }
    }

    protected long committed(Writes writes) {
        CommitResult result = writes.in(engine);
        assertThat(result).isInstanceOf(Committed.class);
        return ((Committed) result).version();
    }

    protected String get(String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow row = reader.get(bytes(key));
            return row == null ? null : text(row.record()) + "@" + row.version();
        }
    }

    // Counters

    @Test
    void countersHoldTheSumsOfWhatCommitsAdded() {
        committed(new Writes().count("a", 1, 10).count("b", 5));
        committed(new Writes().put("x", "1").count("a", 2, -30).count("a", 1, 0));

        assertThat(counters("")).containsExactly("a=[4, -20]", "b=[5]");
        assertThat(counters("b")).containsExactly("b=[5]");
        assertThat(counters("c")).isEmpty();
        assertThat(get("x")).isNotNull();
    }

    @Test
    void aCounterOfNothingButZerosIsGoneAndMayComeBack() {
        committed(new Writes().count("a", 1, 2).count("b", 1));
        committed(new Writes().count("a", -1, -2));

        assertThat(counters("")).containsExactly("b=[1]");
        committed(new Writes().count("a", 0, 7));
        assertThat(counters("")).containsExactly("a=[0, 7]", "b=[1]");
    }

    @Test
    void numbersOfAnySizeAreCounted() {
        committed(new Writes().count("a", Long.MAX_VALUE, Long.MIN_VALUE, 0, 127, 128, -64, -65));
        committed(new Writes().count("a", 0, 0, 0, 1, -1, 0, 0));

        assertThat(counters(""))
                .containsExactly("a=[9223372036854775807, -9223372036854775808, 0, 128, 127, -64, -65]");
    }

    @Test
    void aSnapshotKeepsItsCounters() {
        committed(new Writes().count("a", 1));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            reader.snapshotVersion();
            committed(new Writes().count("a", 1).count("b", 1));

            assertThat(counters(reader, "")).containsExactly("a=[1]");
        }
        assertThat(counters("")).containsExactly("a=[2]", "b=[1]");
    }

    @Test
    void commitsThatCountTheSameDoNotConflictEvenIfTheyLooked() {
        try (StorageTransaction first = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction second = engine.begin(TransactionMode.READ_WRITE)) {
            assertThat(counters(first, "")).isEmpty();
            assertThat(counters(second, "")).isEmpty();

            assertThat(first.commit(new Writes().put("x", "1").count("a", 1).changes()))
                    .isInstanceOf(Committed.class);
            assertThat(second.commit(new Writes().put("y", "1").count("a", 1).changes()))
                    .isInstanceOf(Committed.class);
        }

        assertThat(counters("")).containsExactly("a=[2]");
    }

    @Test
    void whatIsNotCommittedIsNotCounted() {
        committed(new Writes().put("x", "1").count("a", 1));
        assertThat(new Writes().put("x", "2", Precondition.ABSENT).count("a", 1).in(engine))
                .isInstanceOf(PreconditionFailed.class);
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            transaction.get(bytes("x"));
            committedAfterReading("y", new Writes().put("x", "3"));
            assertThat(transaction.commit(
                            new Writes().put("y", "1").count("a", 1).changes()))
                    .isInstanceOf(Conflict.class);
        }

        assertThat(counters("")).containsExactly("a=[1]");
    }

    @Test
    void countersOfManyThreadsAddUpAndEverySnapshotAgreesWithItsRows() {
        AtomicInteger threads = new AtomicInteger();

        Together.call(4, () -> {
            String own = "t" + threads.incrementAndGet();
            for (int i = 1; i <= 100; i++) {
                committed(new Writes()
                        .put("row" + own + "." + i, "")
                        .count("all", 1)
                        .count(own, 1));
                if (i % 10 == 0) {
                    try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                        int rows = keys(reader, "row", "rox", ScanDirection.ASCENDING)
                                .size();
                        assertThat(counters(reader, "all")).containsExactly("all=[" + rows + "]");
                    }
                }
            }
            return true;
        });

        assertThat(counters("")).containsExactly("all=[400]", "t1=[100]", "t2=[100]", "t3=[100]", "t4=[100]");
    }

    /** More than an engine will keep in memory. */
    @Test
    void thousandsOfCountersAreKeptApart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 12; i++) {
                Writes writes = new Writes();
                for (int j = 0; j < 1_000; j++) {
                    writes.count("c" + i + "." + j, i, j);
                }
                committed(writes);
            }
        }

        assertThat(counters("c11.")).hasSize(1_000).contains("c11.999=[22, 1998]");
        assertThat(counters("")).hasSize(11_999).contains("c0.1=[0, 2]");
    }

    private List<String> counters(String beginning) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return counters(reader, beginning);
        }
    }

    private static List<String> counters(StorageTransaction reader, String beginning) {
        return reader.counters(ByteRange.startingWith(bytes(beginning))).stream()
                .map(row -> text(row.key()) + "=" + Arrays.toString(row.values()))
                .toList();
    }

    protected long version(String key) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return reader.get(bytes(key)).version();
        }
    }

    protected static <T> List<T> drain(Scan<T> scan) {
        List<T> all = new ArrayList<>();
        try (scan) {
            for (T row = scan.next(); row != null; row = scan.next()) {
                all.add(row);
            }
        }
        return all;
    }

    protected List<String> index(IndexRange range, ScanDirection direction) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return drain(reader.scanIndex(range, direction, 100)).stream()
                    .map(found -> text(found.prefix()) + "|" + text(found.key()))
                    .toList();
        }
    }

    private List<String> entities(String from, String to, ScanDirection direction) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            return keys(reader, from, to, direction);
        }
    }

    private static List<String> keys(StorageTransaction reader, String from, String to, ScanDirection direction) {
        ByteRange range = new ByteRange(bytes(from), to == null ? null : bytes(to));
        return drain(reader.scanEntities(range, direction, 100)).stream()
                .map(found -> text(found.key()))
                .toList();
    }

    protected static void visit(StorageTransaction transaction, int rows, ScanDirection direction) {
        try (Scan<EntityRow> scan = transaction.scanEntities(ByteRange.startingWith(bytes("a")), direction, rows)) {
            for (int i = 0; i < rows; i++) {
                scan.next();
            }
        }
    }

    private void assertConflictAfterScan(String from, String to, int rows, Writes other) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            try (Scan<EntityRow> scan =
                    reader.scanEntities(new ByteRange(bytes(from), bytes(to)), ScanDirection.ASCENDING, rows)) {
                for (int i = 0; i < rows; i++) {
                    scan.next();
                }
            }
            committedAfterReading("z", other);

            assertThat(reader.commit(new Writes().put("z", "1").changes())).isInstanceOf(Conflict.class);
        }
    }
}
