package dev.kindred.datastore.store;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Conflict;
import dev.kindred.datastore.store.CommitResult.DuplicateTask;
import dev.kindred.datastore.store.CommitResult.LeaseLost;
import dev.kindred.datastore.store.CommitResult.PreconditionFailed;
import dev.kindred.datastore.store.EntityPut.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the queues of every storage engine do. */
public abstract class TaskStorageContract {

    private static final long NOW = 1_700_000_000_000_000L;
    private static final long SECOND = 1_000_000;

    protected StorageEngine engine;
    protected TaskStorage tasks;
    private volatile Instant time = Instant.ofEpochSecond(NOW / SECOND);

    /** A new engine on an empty store, not open, that keeps names taken for 24 hours. */
    protected abstract StorageEngine newEngine(InstantSource clock);

    @BeforeEach
    void makeEngine() {
        engine = newEngine(() -> time);
        tasks = engine.tasks();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    // Adding and claiming

    @Test
    void aTaskComesBackAsItWasAddedWithItsAttemptCounted() {
        TaskRow task = new TaskRow(
                tasks.nextId(),
                "mail",
                "named",
                NOW - 5,
                77,
                new byte[] {0, 1, (byte) 0xFF},
                Map.of("namespace", "käse", "trace", ""),
                0,
                NOW - 10,
                0,
                null);
        assertThat(new Writes().task(new TaskChange.Add(task)).in(engine)).isInstanceOf(Committed.class);

        List<TaskLease> leases = tasks.claim("mail", 10, NOW);

        assertThat(leases).hasSize(1);
        TaskRow claimed = leases.get(0).task();
        assertThat(claimed)
                .usingRecursiveComparison()
                .ignoringFields("attempts", "firstAttempt")
                .isEqualTo(task);
        assertThat(claimed.attempts()).isEqualTo(1);
        assertThat(claimed.firstAttempt()).isEqualTo(NOW);
        assertThat(tasks.claim("mail", 10, NOW)).isEmpty();
    }

    @Test
    void claimsHighestPriorityThenEarliestEtaThenLowestId() {
        long late = add("q", NOW - 1, 100);
        long early = add("q", NOW - 9, 100);
        long earlyToo = add("q", NOW - 9, 100);
        long urgent = add("q", NOW, 200);
        long idle = add("q", NOW - 100, 0);
        long most = add("q", NOW, 255);
        add("q", NOW + 1, 255);
        add("other", NOW - 50, 255);

        assertThat(ids(tasks.claim("q", 2, NOW))).containsExactly(most, urgent);
        assertThat(ids(tasks.claim("q", 10, NOW))).containsExactly(early, earlyToo, late, idle);
    }

    @Test
    void manyTasksAtOnceComeEachWithItsOwnPayloadAndAttemptsWhetherTheirIdsLieTogetherOrApart() {
        Writes writes = new Writes();
        List<TaskRow> added = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            TaskRow task = TaskRow.waiting(
                    tasks.nextId(), "q", null, NOW, i % 10 == 0 ? 200 : 100, bytes("payload " + i), Map.of(), NOW);
            added.add(task);
            writes.task(new TaskChange.Add(task));
        }
        writes.in(engine);

        List<TaskLease> apart = tasks.claim("q", 20, NOW);
        assertThat(ids(apart))
                .containsExactlyElementsOf(added.stream()
                        .filter(task -> task.priority() == 200)
                        .map(TaskRow::id)
                        .toList());
        apart.forEach(lease -> assertThat(tasks.retry(lease, NOW, "E")).isTrue());
        List<TaskLease> again = tasks.claim("q", 100, NOW);
        tasks.handBack(again);
        List<TaskLease> all = tasks.claim("q", 200, NOW);

        assertThat(again.subList(0, 20))
                .allSatisfy(lease -> assertThat(lease.task().attempts()).isEqualTo(2));
        assertThat(again.subList(20, 100))
                .allSatisfy(lease -> assertThat(lease.task().attempts()).isEqualTo(1));
        assertThat(ids(all)).doesNotHaveDuplicates().hasSize(200);
        assertThat(all).allSatisfy(lease -> {
            int number = added.stream()
                    .map(TaskRow::id)
                    .toList()
                    .indexOf(lease.task().id());
            assertThat(lease.task().payload()).isEqualTo(bytes("payload " + number));
            assertThat(lease.task().lastError()).isEqualTo(number % 10 == 0 ? "E" : null);
        });
    }

    @Test
    void aTaskWaitsUntilItsEta() {
        long id = add("q", NOW + 10, 100);

        assertThat(tasks.claim("q", 1, NOW + 9)).isEmpty();
        assertThat(ids(tasks.claim("q", 1, NOW + 10))).containsExactly(id);
    }

    @Test
    void aPostponedTaskWaitsAndItsRunIsNotCounted() {
        long id = add("q", NOW, 100);
        TaskLease first = tasks.claim("q", 1, NOW).get(0);

        assertThat(tasks.postpone(first, NOW + 5)).isTrue();
        assertThat(tasks.postpone(first, NOW + 9)).isFalse();

        assertThat(tasks.claim("q", 1, NOW + 4)).isEmpty();
        TaskRow again = tasks.claim("q", 1, NOW + 5).get(0).task();
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.firstAttempt()).isEqualTo(NOW + 5);
    }

    @Test
    void aFailedTaskThatIsPostponedKeepsItsFailuresAndItsError() {
        add("q", NOW, 100);
        tasks.retry(tasks.claim("q", 1, NOW).get(0), NOW + 1, "E");
        tasks.postpone(tasks.claim("q", 1, NOW + 1).get(0), NOW + 2);

        TaskRow again = tasks.claim("q", 1, NOW + 2).get(0).task();

        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.firstAttempt()).isEqualTo(NOW);
        assertThat(again.lastError()).isEqualTo("E");
    }

    @Test
    void aDeletedTaskIsGoneWhereverItStood() {
        long waiting = add("q", NOW, 100);
        long future = add("q", NOW + 50, 100);
        long running = add("q", NOW - 1, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        assertThat(lease.task().id()).isEqualTo(running);

        assertThat(tasks.delete("q", waiting)).isTrue();
        assertThat(tasks.delete("q", future)).isTrue();
        assertThat(tasks.delete("q", running)).isTrue();

        assertThat(tasks.delete("q", waiting)).isFalse();
        assertThat(tasks.delete("elsewhere", running)).isFalse();
        assertThat(tasks.list("q", 0, 10)).isEmpty();
        assertThat(tasks.claim("q", 10, NOW + 100)).isEmpty();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
        assertThat(tasks.complete(List.of(lease))).containsExactly(lease);
        assertThat(new Writes().task(new TaskChange.Complete(lease)).in(engine)).isInstanceOf(LeaseLost.class);
    }

    @Test
    void aTaskIsBuriedInTheCommitThatFollowsUpOnIt() {
        long id = add("q", NOW, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        TaskChange bury = new TaskChange.Bury(lease, DeadTask.Reason.REJECTED, "no");
        new Writes().put("a", "1").in(engine);

        assertThat(new Writes().put("a", "2", Precondition.ABSENT).task(bury).in(engine))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(tasks.dead("q", 0, 10)).isEmpty();
        assertThat(new Writes()
                        .task(bury)
                        .task(new TaskChange.Add(task("other", null, NOW, 100)))
                        .in(engine))
                .isInstanceOf(Committed.class);

        assertThat(tasks.dead("q", 0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.task().id()).isEqualTo(id);
            assertThat(dead.task().lastError()).isEqualTo("no");
            assertThat(dead.reason()).isEqualTo(DeadTask.Reason.REJECTED);
        });
        assertThat(tasks.list("other", 0, 10)).hasSize(1);
        assertThat(new Writes().task(bury).in(engine)).isInstanceOf(LeaseLost.class);
    }

    @Test
    void aTaskOfACommitThatFailsIsNeverThere() {
        new Writes().put("a", "1").in(engine);
        Set<String> told = Collections.newSetFromMap(new ConcurrentHashMap<>());
        tasks.onReady(told::addAll);

        CommitResult result = new Writes()
                .put("a", "2", Precondition.ABSENT)
                .task(new TaskChange.Add(task("q", null, NOW, 100)))
                .in(engine);

        assertThat(result).isInstanceOf(PreconditionFailed.class);
        assertThat(told).isEmpty();
        assertThat(tasks.claim("q", 1, NOW)).isEmpty();
        assertThat(tasks.list("q", 0, 10)).isEmpty();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void tasksOfOneCommitComeTogetherWithItsEntities() {
        new Writes()
                .put("a", "1")
                .task(new TaskChange.Add(task("q", null, NOW, 100)))
                .task(new TaskChange.Add(task("r", null, NOW, 100)))
                .in(engine);

        assertThat(tasks.claim("q", 10, NOW)).hasSize(1);
        assertThat(tasks.claim("r", 10, NOW)).hasSize(1);
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.get(bytes("a"))).isNotNull();
        }
    }

    @Test
    void aQueueNobodyKnowsIsEmpty() {
        assertThat(tasks.claim("nowhere", 10, NOW)).isEmpty();
        assertThat(tasks.nextEta("nowhere")).isEqualTo(-1);
        assertThat(tasks.statistics("nowhere")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
        assertThat(tasks.list("nowhere", 0, 10)).isEmpty();
        assertThat(tasks.dead("nowhere", 0, 10)).isEmpty();
        assertThat(tasks.redrive("nowhere", 1)).isFalse();
        assertThat(tasks.discard("nowhere", 1)).isFalse();
        assertThat(tasks.queues()).isEmpty();
    }

    @Test
    void queuesWithSimilarNamesAreKeptApart() {
        List<String> names = List.of("a", "ab", "a\u0001", "ÿ", "q".repeat(200), "q".repeat(201), "");
        names.forEach(name -> add(name, NOW, 100));

        assertThat(tasks.queues()).containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(tasks.list(name, 0, 10)).hasSize(1);
            assertThat(tasks.claim(name, 10, NOW)).hasSize(1);
        }
    }

    @Test
    void eachTaskGoesToOneCallerOnly() {
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Writes writes = new Writes();
            for (int j = 0; j < 20; j++) {
                TaskRow task = task("q", null, NOW - i, 100);
                expected.add(task.id());
                writes.task(new TaskChange.Add(task));
            }
            writes.in(engine);
        }

        List<List<Long>> claimed = Together.call(4, () -> {
            List<Long> mine = new ArrayList<>();
            for (List<TaskLease> leases = tasks.claim("q", 7, NOW);
                    !leases.isEmpty();
                    leases = tasks.claim("q", 7, NOW)) {
                mine.addAll(ids(leases));
                tasks.complete(leases.subList(0, leases.size() / 2));
            }
            return mine;
        });

        assertThat(claimed.stream().flatMap(List::stream))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    // Ending

    @Test
    void aCompletedTaskIsGoneAlsoAfterReopening() {
        add("q", NOW, 100);
        List<TaskLease> leases = tasks.claim("q", 1, NOW);

        assertThat(tasks.complete(leases)).isEmpty();

        assertThat(tasks.complete(leases)).isEqualTo(leases);
        assertThat(tasks.list("q", 0, 10)).isEmpty();
        reopen();
        assertThat(tasks.claim("q", 1, NOW + 1)).isEmpty();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void aRunningTaskWaitsAgainAfterReopeningWithItsAttemptCounted() {
        long id = add("q", NOW, 100);
        TaskLease lost = tasks.claim("q", 1, NOW).get(0);
        reopen();

        assertThat(tasks.complete(List.of(lost))).containsExactly(lost);
        assertThat(tasks.retry(lost, NOW, "x")).isFalse();
        assertThat(tasks.bury(lost, DeadTask.Reason.REJECTED, null)).isFalse();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 0, 0, NOW));
        TaskRow again = tasks.claim("q", 1, NOW + 1).get(0).task();
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.firstAttempt()).isEqualTo(NOW);
        assertThat(tasks.complete(List.of(lost))).containsExactly(lost);
    }

    @Test
    void aRetriedTaskComesBackAtItsNewEtaWithItsError() {
        add("q", NOW, 100);
        TaskLease first = tasks.claim("q", 1, NOW).get(0);

        assertThat(tasks.retry(first, NOW + 20, "no luck")).isTrue();

        assertThat(tasks.retry(first, NOW, "twice")).isFalse();
        assertThat(tasks.complete(List.of(first))).containsExactly(first);
        assertThat(tasks.claim("q", 1, NOW + 19)).isEmpty();
        assertThat(tasks.nextEta("q")).isEqualTo(NOW + 20);
        reopen();
        assertThat(tasks.list("q", 0, 1).get(0).eta()).isEqualTo(NOW + 20);
        TaskRow second = tasks.claim("q", 1, NOW + 20).get(0).task();
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.firstAttempt()).isEqualTo(NOW);
        assertThat(second.lastError()).isEqualTo("no luck");
    }

    @Test
    void aTaskPutBackBeforeOthersIsFoundAgain() {
        for (int i = 0; i < 10; i++) {
            add("q", NOW - 10 + i, 100);
        }
        List<TaskLease> leases = tasks.claim("q", 10, NOW);
        tasks.complete(leases.subList(2, 10));

        tasks.retry(leases.get(1), NOW - 1_000, "sooner");
        tasks.handBack(List.of(leases.get(0)));
        long added = add("q", NOW - 2_000, 100);

        assertThat(ids(tasks.claim("q", 10, NOW)))
                .containsExactly(
                        added, leases.get(1).task().id(), leases.get(0).task().id());
    }

    @Test
    void aHandedBackTaskIsDueAtOnceAndItsRunDoesNotCount() {
        long id = add("q", NOW, 100);
        List<TaskLease> leases = tasks.claim("q", 1, NOW);

        tasks.handBack(leases);
        tasks.handBack(leases);

        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 0, 0, NOW));
        TaskRow again = tasks.claim("q", 1, NOW + 3).get(0).task();
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.firstAttempt()).isEqualTo(NOW + 3);
    }

    @Test
    void completingInACommitIsDoneOnce() {
        add("q", NOW, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);

        assertThat(new Writes()
                        .put("a", "1")
                        .task(new TaskChange.Complete(lease))
                        .in(engine))
                .isInstanceOf(Committed.class);
        assertThat(new Writes()
                        .put("a", "2")
                        .task(new TaskChange.Complete(lease))
                        .in(engine))
                .isEqualTo(new LeaseLost(lease.task().id()));

        assertThat(tasks.complete(List.of(lease))).containsExactly(lease);
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            assertThat(reader.get(bytes("a")).record()).isEqualTo(bytes("1"));
        }
        reopen();
        assertThat(tasks.claim("q", 1, NOW)).isEmpty();
    }

    @Test
    void aConflictLeavesTheTaskRunning() {
        add("q", NOW, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        try (StorageTransaction handler = engine.begin(TransactionMode.READ_WRITE)) {
            handler.get(bytes("a"));
            new Writes().put("a", "other").in(engine);
            assertThat(handler.commit(new Writes()
                            .put("a", "mine")
                            .task(new TaskChange.Complete(lease))
                            .changes()))
                    .isInstanceOf(Conflict.class);
        }

        assertThat(tasks.statistics("q").running()).isEqualTo(1);
        assertThat(tasks.complete(List.of(lease))).isEmpty();
    }

    @Test
    void aLostLeaseLeavesTheOtherTasksOfItsCommitRunning() {
        add("q", NOW, 100);
        add("q", NOW, 100);
        List<TaskLease> leases = tasks.claim("q", 2, NOW);
        tasks.complete(leases.subList(1, 2));

        assertThat(new Writes()
                        .task(new TaskChange.Complete(leases.get(0)))
                        .task(new TaskChange.Complete(leases.get(1)))
                        .in(engine))
                .isInstanceOf(LeaseLost.class);

        assertThat(tasks.complete(leases.subList(0, 1))).isEmpty();
    }

    @Test
    void aHandlerMayAddTasksWhileItCompletesItsOwn() {
        add("q", NOW, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        TaskRow next = task("q", null, NOW, 100);

        new Writes()
                .task(new TaskChange.Complete(lease))
                .task(new TaskChange.Add(next))
                .in(engine);

        assertThat(ids(tasks.claim("q", 10, NOW))).containsExactly(next.id());
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 1, 0, -1));
    }

    // Dead letters

    @Test
    void aBuriedTaskIsADeadLetterWithItsReason() {
        long id = add("q", NOW, 100);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);

        assertThat(tasks.bury(lease, DeadTask.Reason.RETRIES_EXHAUSTED, "the last error"))
                .isTrue();

        assertThat(tasks.bury(lease, DeadTask.Reason.REJECTED, null)).isFalse();
        assertThat(tasks.claim("q", 1, NOW)).isEmpty();
        assertThat(tasks.list("q", 0, 10)).isEmpty();
        reopen();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 1, -1));
        DeadTask dead = tasks.dead("q", 0, 10).get(0);
        assertThat(dead.task().id()).isEqualTo(id);
        assertThat(dead.task().attempts()).isEqualTo(1);
        assertThat(dead.task().lastError()).isEqualTo("the last error");
        assertThat(dead.task().payload()).isEqualTo(bytes("payload"));
        assertThat(dead.reason()).isEqualTo(DeadTask.Reason.RETRIES_EXHAUSTED);
        assertThat(dead.died()).isEqualTo(NOW);
    }

    @Test
    void aRedrivenTaskStartsAnew() {
        long id = add("q", NOW, 100);
        tasks.bury(tasks.claim("q", 1, NOW).get(0), DeadTask.Reason.UNKNOWN_FUNCTION, null);
        time = time.plusSeconds(60);

        assertThat(tasks.redrive("q", id)).isTrue();

        assertThat(tasks.redrive("q", id)).isFalse();
        assertThat(tasks.dead("q", 0, 10)).isEmpty();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 0, 0, NOW + 60 * SECOND));
        TaskRow again = tasks.claim("q", 1, NOW + 61 * SECOND).get(0).task();
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.firstAttempt()).isEqualTo(NOW + 61 * SECOND);
        assertThat(again.created()).isEqualTo(NOW);
    }

    @Test
    void aDiscardedDeadLetterIsGone() {
        long id = add("q", NOW, 100);
        tasks.bury(tasks.claim("q", 1, NOW).get(0), DeadTask.Reason.REJECTED, null);

        assertThat(tasks.discard("q", id)).isTrue();

        assertThat(tasks.discard("q", id)).isFalse();
        assertThat(tasks.redrive("q", id)).isFalse();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void manyDeadLettersAreRedrivenOrDiscardedAtOnce() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(add("q", NOW, 100));
        }
        tasks.claim("q", 5, NOW).forEach(lease -> tasks.bury(lease, DeadTask.Reason.REJECTED, null));

        List<Long> redriven = tasks.redrive("q", List.of(ids.get(0), ids.get(2), ids.get(0), 99_999L));
        List<Long> discarded = tasks.discard("q", ids, removed -> List.of(task("after", null, removed.id(), 100)));

        assertThat(redriven).containsExactly(ids.get(0), ids.get(2));
        assertThat(discarded).containsExactly(ids.get(1), ids.get(3), ids.get(4));
        assertThat(tasks.statistics("q").waiting()).isEqualTo(2);
        assertThat(tasks.statistics("q").dead()).isZero();
        assertThat(tasks.list("after", 0, 10)).extracting(TaskRow::eta).containsExactlyElementsOf(discarded);
        assertThat(tasks.redrive("nowhere", ids)).isEmpty();
    }

    @Test
    void whatFollowsATaskThatIsTakenAwayIsAddedInTheSameCommit() {
        TaskFollowing following = removed -> List.of(task("after", null, removed.id(), 100));
        long deleted = add("q", NOW, 100);
        long discarded = add("dead", NOW, 100);
        tasks.bury(tasks.claim("dead", 1, NOW).get(0), DeadTask.Reason.REJECTED, null);
        long purged = add("purged", NOW, 100);

        assertThat(tasks.delete("q", deleted, following)).isTrue();
        assertThat(tasks.discard("dead", discarded, following)).isTrue();
        assertThat(tasks.purge("purged", following)).isEqualTo(1);

        assertThat(tasks.delete("q", deleted, following)).isFalse();
        assertThat(tasks.discard("dead", discarded, following)).isFalse();
        assertThat(tasks.list("after", 0, 10)).extracting(TaskRow::eta).containsExactly(deleted, discarded, purged);
    }

    @Test
    void taskWhoseFollowingCannotBeMadeStays() {
        long waits = add("q", NOW + 60 * SECOND, 100);
        add("q", NOW, 100);
        TaskLease runs = tasks.claim("q", 1, NOW).get(0);
        TaskFollowing failing = removed -> {
            throw new IllegalStateException("no");
        };
        TaskFollowing named = removed -> List.of(task("after", "named", NOW, 100));

        assertThatIllegalStateException().isThrownBy(() -> tasks.delete("q", waits, failing));
        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.delete("q", runs.task().id(), failing));
        assertThatIllegalStateException().isThrownBy(() -> tasks.purge("q", failing));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tasks.delete("q", waits, named))
                .withMessageContaining("has a name");

        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 1, 0, NOW + 60 * SECOND));
        assertThat(tasks.complete(List.of(runs))).isEmpty();
        assertThat(tasks.delete("q", waits)).isTrue();
    }

    // Names

    @Test
    void aNameIsTakenWhileItsTaskWaitsRunsOrLiesDeadAndForADayAfter() {
        TaskRow task = task("q", "once", NOW, 100);
        assertThat(addResult(task)).isInstanceOf(Committed.class);
        DuplicateTask duplicate = new DuplicateTask("q", "once");

        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        tasks.bury(lease, DeadTask.Reason.REJECTED, null);
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        tasks.redrive("q", task.id());
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        tasks.complete(tasks.claim("q", 1, NOW));
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        reopen();
        time = time.plus(Duration.ofHours(24)).minusMillis(1);
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
        time = time.plusMillis(1);
        assertThat(addNamed("q", "once")).isInstanceOf(Committed.class);
        assertThat(addNamed("q", "once")).isEqualTo(duplicate);
    }

    @Test
    void aNameIsFreeADayAfterItsTaskWasCompletedInACommitOrDiscarded() {
        addNamed("q", "completed");
        new Writes()
                .task(new TaskChange.Complete(tasks.claim("q", 1, NOW).get(0)))
                .in(engine);
        addNamed("q", "discarded");
        TaskLease discarded = tasks.claim("q", 1, NOW).get(0);
        tasks.bury(discarded, DeadTask.Reason.REJECTED, null);
        tasks.discard("q", discarded.task().id());

        assertThat(addNamed("q", "completed")).isInstanceOf(DuplicateTask.class);
        assertThat(addNamed("q", "discarded")).isInstanceOf(DuplicateTask.class);
        for (int i = 0; i < 3; i++) {
            time = time.plus(Duration.ofHours(25));
            // Somebody comes by, and the names whose time is over are swept.
            tasks.claim("q", 1, 0);
            tasks.complete(List.of());
        }
        assertThat(addNamed("q", "completed")).isInstanceOf(Committed.class);
        assertThat(addNamed("q", "discarded")).isInstanceOf(Committed.class);
    }

    @Test
    void namesAreOfOneQueueAndOfOneCommitOnce() {
        assertThat(addNamed("q", "n")).isInstanceOf(Committed.class);
        assertThat(addNamed("r", "n")).isInstanceOf(Committed.class);

        assertThat(new Writes()
                        .task(new TaskChange.Add(task("q", "m", NOW, 100)))
                        .task(new TaskChange.Add(task("q", "m", NOW, 100)))
                        .in(engine))
                .isEqualTo(new DuplicateTask("q", "m"));
        assertThat(addNamed("q", "m")).isInstanceOf(Committed.class);
    }

    @Test
    void ofManyWhoAddTheSameNameAtOnceOneSucceeds() {
        for (int round = 0; round < 50; round++) {
            String name = "n" + round;
            List<CommitResult> results = Together.call(4, () -> addNamed("q", name));

            assertThat(results).filteredOn(Committed.class::isInstance).hasSize(1);
            assertThat(results).filteredOn(DuplicateTask.class::isInstance).hasSize(3);
        }
        assertThat(tasks.statistics("q").waiting()).isEqualTo(50);
    }

    // Looking

    @Test
    void nextEtaIsThatOfTheFirstTaskThatDoesNotRun() {
        assertThat(tasks.nextEta("q")).isEqualTo(-1);
        add("q", NOW + 50, 200);
        add("q", NOW + 30, 100);
        add("q", NOW + 10, 100);
        assertThat(tasks.nextEta("q")).isEqualTo(NOW + 10);

        List<TaskLease> leases = tasks.claim("q", 1, NOW + 10);
        assertThat(tasks.nextEta("q")).isEqualTo(NOW + 30);
        tasks.handBack(leases);
        assertThat(tasks.nextEta("q")).isEqualTo(NOW + 10);
        reopen();
        assertThat(tasks.nextEta("q")).isEqualTo(NOW + 10);
    }

    @Test
    void statisticsCountEveryStateAlsoAfterReopening() {
        for (int i = 0; i < 10; i++) {
            add("q", NOW + i, 100);
        }
        List<TaskLease> leases = tasks.claim("q", 4, NOW + 100);
        tasks.complete(leases.subList(0, 1));
        tasks.bury(leases.get(1), DeadTask.Reason.UNDECODABLE, null);

        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(6, 2, 1, NOW + 4));
        reopen();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(8, 0, 1, NOW + 2));
        assertThat(tasks.queues()).containsExactly("q");
    }

    @Test
    void listsWaitingAndRunningTasksInPagesById() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(add("q", NOW - i, 100 + i % 2));
        }
        tasks.claim("q", 5, NOW);

        List<Long> found = new ArrayList<>();
        long after = 0;
        for (List<TaskRow> page = tasks.list("q", after, 10); !page.isEmpty(); page = tasks.list("q", after, 10)) {
            page.forEach(task -> found.add(task.id()));
            after = page.get(page.size() - 1).id();
        }
        assertThat(found).isEqualTo(all);
    }

    @Test
    void idsGrowAlsoAcrossReopening() {
        long last = 0;
        for (int opening = 0; opening < 3; opening++) {
            for (int i = 0; i < 5_000; i++) {
                long id = tasks.nextId();
                assertThat(id).isGreaterThan(last);
                last = id;
            }
            reopen();
        }
    }

    @Test
    void theListenerHearsOfEachCommitThatMakesTasksReady() {
        List<Set<String>> told = Collections.synchronizedList(new ArrayList<>());
        tasks.onReady(told::add);

        new Writes()
                .task(new TaskChange.Add(task("q", null, NOW, 100)))
                .task(new TaskChange.Add(task("r", null, NOW + 9, 100)))
                .in(engine);
        assertThat(told).containsExactly(Set.of("q", "r"));
        told.clear();

        new Writes().put("a", "no task").in(engine);
        List<TaskLease> leases = tasks.claim("q", 1, NOW);
        assertThat(told).isEmpty();

        tasks.retry(leases.get(0), NOW, "again");
        assertThat(told).containsExactly(Set.of("q"));
        tasks.handBack(tasks.claim("q", 1, NOW));
        assertThat(told).hasSize(2);
        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        tasks.bury(lease, DeadTask.Reason.REJECTED, null);
        assertThat(told).hasSize(2);
        tasks.redrive("q", lease.task().id());
        assertThat(told).hasSize(3);
    }

    @Test
    void aListenerThatThrowsDoesNotChangeTheCommit() {
        tasks.onReady(queues -> {
            throw new IllegalStateException("on purpose");
        });

        assertThat(addResult(task("q", null, NOW, 100))).isInstanceOf(Committed.class);
        assertThat(tasks.claim("q", 1, NOW)).hasSize(1);
    }

    // Histories

    @Test
    void behavesAsASortedMapWouldWhateverIsDone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Comparator<TaskRow> order = Comparator.<TaskRow>comparingInt(task -> -task.priority())
                .thenComparingLong(TaskRow::eta)
                .thenComparingLong(TaskRow::id);
        TreeMap<Long, TaskRow> waiting = new TreeMap<>();
        TreeMap<Long, TaskLease> running = new TreeMap<>();
        TreeMap<Long, TaskRow> dead = new TreeMap<>();
        long now = NOW;
        for (int step = 0; step < 1_500; step++) {
            now += random.nextInt(3);
            time = Instant.EPOCH.plusNanos(now * 1_000);
            TaskLease lease =
                    running.isEmpty() ? null : new ArrayList<>(running.values()).get(random.nextInt(running.size()));
            switch (random.nextInt(lease == null ? 4 : 10)) {
                case 0, 1 -> {
                    Writes writes = new Writes();
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        TaskRow task = task("q", null, now - 20 + random.nextInt(30), 99 + random.nextInt(3));
                        writes.task(new TaskChange.Add(task));
                        waiting.put(task.id(), task);
                    }
                    writes.in(engine);
                }
                case 2 -> {
                    int max = 1 + random.nextInt(5);
                    long due = now;
                    List<Long> expected = waiting.values().stream()
                            .filter(task -> task.eta() <= due)
                            .sorted(order)
                            .limit(max)
                            .map(TaskRow::id)
                            .toList();
                    List<TaskLease> leases = tasks.claim("q", max, now);
                    assertThat(ids(leases)).as("seed %d, step %d", seed, step).isEqualTo(expected);
                    for (TaskLease each : leases) {
                        TaskRow before = waiting.remove(each.task().id());
                        assertThat(each.task().attempts()).isEqualTo(before.attempts() + 1);
                        running.put(each.task().id(), each);
                    }
                }
                case 3 -> {
                    if (random.nextInt(10) == 0) {
                        reopen();
                        running.values().forEach(each -> waiting.put(each.task().id(), each.task()));
                        running.clear();
                    } else if (!dead.isEmpty()) {
                        TaskRow task = dead.pollFirstEntry().getValue();
                        if (random.nextBoolean()) {
                            assertThat(tasks.redrive("q", task.id())).isTrue();
                            waiting.put(task.id(), moved(task, now, 0));
                        } else {
                            assertThat(tasks.discard("q", task.id())).isTrue();
                        }
                    }
                }
                case 4, 5 -> {
                    assertThat(tasks.complete(List.of(lease))).isEmpty();
                    running.remove(lease.task().id());
                }
                case 6 -> {
                    assertThat(new Writes().task(new TaskChange.Complete(lease)).in(engine))
                            .isInstanceOf(Committed.class);
                    running.remove(lease.task().id());
                }
                case 7 -> {
                    long eta = now - 20 + random.nextInt(30);
                    assertThat(tasks.retry(lease, eta, "e" + step)).isTrue();
                    waiting.put(
                            lease.task().id(),
                            moved(lease.task(), eta, lease.task().attempts()));
                    running.remove(lease.task().id());
                }
                case 8 -> {
                    tasks.handBack(List.of(lease));
                    waiting.put(
                            lease.task().id(),
                            moved(lease.task(), lease.task().eta(), lease.task().attempts() - 1));
                    running.remove(lease.task().id());
                }
                default -> {
                    assertThat(tasks.bury(lease, DeadTask.Reason.REJECTED, null))
                            .isTrue();
                    dead.put(lease.task().id(), lease.task());
                    running.remove(lease.task().id());
                }
            }
            long nextEta =
                    waiting.values().stream().mapToLong(TaskRow::eta).min().orElse(-1);
            assertThat(tasks.statistics("q"))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(new QueueStatistics(waiting.size(), running.size(), dead.size(), nextEta));
        }
        Set<Long> alive = new HashSet<>(waiting.keySet());
        alive.addAll(running.keySet());
        assertThat(tasks.list("q", 0, 10_000).stream().map(TaskRow::id)).containsExactlyInAnyOrderElementsOf(alive);
        assertThat(tasks.dead("q", 0, 10_000).stream().map(each -> each.task().id()))
                .containsExactlyElementsOf(dead.keySet());
    }

    @Test
    void workersThatStumbleFinishEveryTaskOnce() {
        long seed = System.nanoTime();
        int each = 150;
        AtomicInteger threads = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(2 * each);
        Map<Long, Integer> finished = new ConcurrentHashMap<>();
        Together.call(4, () -> {
            int thread = threads.getAndIncrement();
            Random random = new Random(seed + thread);
            if (thread < 2) {
                for (int i = 0; i < each; i++) {
                    add("q", NOW - random.nextInt(1_000), 99 + random.nextInt(3));
                }
                return null;
            }
            while (left.get() > 0 && !Thread.currentThread().isInterrupted()) {
                for (TaskLease lease : tasks.claim("q", 1 + random.nextInt(4), NOW)) {
                    switch (random.nextInt(6)) {
                        case 0 -> tasks.retry(lease, NOW - random.nextInt(2_000), "stumbled");
                        case 1 -> tasks.handBack(List.of(lease));
                        case 2 -> {
                            assertThat(new Writes()
                                            .task(new TaskChange.Complete(lease))
                                            .in(engine))
                                    .isInstanceOf(Committed.class);
                            finished.merge(lease.task().id(), 1, Integer::sum);
                            left.decrementAndGet();
                        }
                        default -> {
                            assertThat(tasks.complete(List.of(lease))).isEmpty();
                            finished.merge(lease.task().id(), 1, Integer::sum);
                            left.decrementAndGet();
                        }
                    }
                }
            }
            return null;
        });

        assertThat(finished).as("seed %d", seed).hasSize(2 * each).allSatisfy((id, times) -> assertThat(times)
                .isEqualTo(1));
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    // Help

    private TaskRow moved(TaskRow task, long eta, int attempts) {
        return new TaskRow(
                task.id(),
                task.queue(),
                task.name(),
                eta,
                task.priority(),
                task.payload(),
                task.headers(),
                attempts,
                task.created(),
                task.firstAttempt(),
                task.lastError());
    }

    private void reopen() {
        engine.close();
        engine.open();
    }

    private TaskRow task(String queue, String name, long eta, int priority) {
        return TaskRow.waiting(tasks.nextId(), queue, name, eta, priority, bytes("payload"), Map.of(), NOW);
    }

    private long add(String queue, long eta, int priority) {
        TaskRow task = task(queue, null, eta, priority);
        assertThat(addResult(task)).isInstanceOf(Committed.class);
        return task.id();
    }

    private CommitResult addNamed(String queue, String name) {
        return addResult(task(queue, name, NOW, 100));
    }

    private CommitResult addResult(TaskRow task) {
        return new Writes().task(new TaskChange.Add(task)).in(engine);
    }

    private static List<Long> ids(List<TaskLease> leases) {
        return leases.stream().map(lease -> lease.task().id()).toList();
    }
}
