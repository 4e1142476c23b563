package dev.kindred.datastore.store;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.DuplicateTask;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Concurrency keys, unique keys, pauses, purges and leases of every storage engine's queues. */
public abstract class TaskTraitsContract {

    private static final long NOW = 1_700_000_000_000_000L;

    private StorageEngine engine;
    private TaskStorage tasks;

    /** A new engine on an empty store, not open. */
    protected abstract StorageEngine newEngine(InstantSource clock);

    @BeforeEach
    void makeEngine() {
        engine = newEngine(InstantSource.fixed(java.time.Instant.ofEpochSecond(NOW / 1_000_000)));
        tasks = engine.tasks();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    // Concurrency keys

    @Test
    void traitsComeBackAsTheyWereAddedAlsoOfDeadLettersAndAfterARestart() {
        TaskTraits traits = new TaskTraits("käse", 3, "tag", "unique");
        add(task("q", NOW, traits));
        reopen();

        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        assertThat(lease.task().traits()).isEqualTo(traits);
        assertThat(tasks.list("q", 0, 1).get(0).traits()).isEqualTo(traits);
        tasks.bury(lease, DeadTask.Reason.REJECTED, null);
        assertThat(tasks.dead("q", 0, 1).get(0).task().traits()).isEqualTo(traits);
        tasks.redrive("q", lease.task().id());
        assertThat(tasks.claim("q", 1, NOW).get(0).task().traits()).isEqualTo(new TaskTraits("käse", 3, "tag", null));
    }

    @Test
    void t30_tasksOfOneKeyRunOneAfterAnotherInOrderAndHoldUpNoOthers() {
        long first = add(task("q", NOW, key("a", 1)));
        long second = add(task("q", NOW - 100, key("a", 1)));
        long other = add(task("q", NOW, key("b", 1)));
        long free = add(task("q", NOW, TaskTraits.NONE));

        List<TaskLease> begun = tasks.claim("q", 10, NOW);
        assertThat(ids(begun)).containsExactly(first, other, free);
        assertThat(tasks.nextEta("q")).isEqualTo(-1);
        assertThat(tasks.statistics("q").waiting()).isEqualTo(1);

        tasks.complete(begun.subList(0, 1));
        assertThat(ids(tasks.claim("q", 10, NOW))).containsExactly(second);
    }

    @Test
    void t30_aFailingHeadHoldsItsKeyUntilItIsDead() {
        add(task("q", NOW, key("a", 1)));
        long second = add(task("q", NOW, key("a", 1)));
        tasks.retry(tasks.claim("q", 10, NOW).get(0), NOW + 1_000, "failed");

        assertThat(tasks.claim("q", 10, NOW)).isEmpty();
        reopen();
        assertThat(tasks.claim("q", 10, NOW)).isEmpty();
        tasks.bury(tasks.claim("q", 10, NOW + 1_000).get(0), DeadTask.Reason.RETRIES_EXHAUSTED, null);

        assertThat(ids(tasks.claim("q", 10, NOW + 1_000))).containsExactly(second);
    }

    @Test
    void t29_asManyOfAKeyRunAsAreAllowed() {
        List<Long> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            added.add(add(task("q", NOW, key("a", 2))));
        }

        List<TaskLease> begun = tasks.claim("q", 10, NOW);
        assertThat(ids(begun)).isEqualTo(added.subList(0, 2));
        tasks.complete(begun);
        assertThat(ids(tasks.claim("q", 10, NOW))).isEqualTo(added.subList(2, 4));
    }

    @Test
    void aTaskThatWaitsForItsKeyCanBeDeleted() {
        long first = add(task("q", NOW, key("a", 1)));
        long second = add(task("q", NOW, key("a", 1)));
        long third = add(task("q", NOW, key("a", 1)));

        assertThat(tasks.delete("q", second)).isTrue();
        assertThat(tasks.delete("q", first)).isTrue();

        assertThat(ids(tasks.claim("q", 10, NOW))).containsExactly(third);
    }

    @Test
    void t30_randomTasksOfFewKeysKeepTheirOrderThroughFailuresAndRestarts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, List<Long>> added = new HashMap<>();
        Map<String, List<Long>> ended = new HashMap<>();
        Map<String, Long> head = new HashMap<>();
        List<TaskLease> running = new ArrayList<>();
        long now = NOW;
        for (int step = 0; step < 600 || !added.equals(ended); step++) {
            now += random.nextInt(5);
            int what = random.nextInt(step < 600 ? 10 : 7);
            TaskLease lease = running.isEmpty() ? null : running.get(random.nextInt(running.size()));
            if (what > 6) {
                String key = "k" + random.nextInt(4);
                added.computeIfAbsent(key, each -> new ArrayList<>())
                        .add(add(task("q", now + random.nextInt(3), key(key, 1))));
            } else if (what > 3 || lease == null) {
                for (TaskLease each : tasks.claim("q", 1 + random.nextInt(3), now)) {
                    String key = each.task().traits().concurrencyKey();
                    Long before = head.put(key, each.task().id());
                    assertThat(before == null || before == each.task().id())
                            .as(
                                    "seed %d, step %d: %s began before %s ended",
                                    seed, step, each.task().id(), before)
                            .isTrue();
                    running.add(each);
                }
            } else if (what == 0 && random.nextInt(5) == 0) {
                reopen();
                running.clear();
            } else if (what == 1) {
                tasks.retry(lease, now + random.nextInt(10), "failed");
                running.remove(lease);
            } else {
                if (what == 2) {
                    tasks.bury(lease, DeadTask.Reason.REJECTED, null);
                } else {
                    assertThat(tasks.complete(List.of(lease))).isEmpty();
                }
                running.remove(lease);
                String key = lease.task().traits().concurrencyKey();
                head.remove(key);
                ended.computeIfAbsent(key, each -> new ArrayList<>())
                        .add(lease.task().id());
            }
        }
        assertThat(ended).as("seed %d", seed).isEqualTo(added);
        assertThat(tasks.statistics("q").waiting()).isZero();
    }

    @Test
    void t29_manyWorkersNeverRunTwoOfAKey() {
        int each = 150;
        AtomicInteger threads = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(2 * each);
        Set<String> held = ConcurrentHashMap.newKeySet();
        Together.call(4, () -> {
            int thread = threads.getAndIncrement();
            if (thread < 2) {
                for (int i = 0; i < each; i++) {
                    add(task("q", NOW, key("k" + i % 3, 1)));
                }
                return null;
            }
            while (left.get() > 0 && !Thread.currentThread().isInterrupted()) {
                for (TaskLease lease : tasks.claim("q", 3, NOW)) {
                    String key = lease.task().traits().concurrencyKey();
                    assertThat(held.add(key)).as("key %s is held", key).isTrue();
                    held.remove(key);
                    assertThat(tasks.complete(List.of(lease))).isEmpty();
                    left.decrementAndGet();
                }
            }
            return null;
        });

        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    // Unique keys, names

    @Test
    void t12_aUniqueKeyIsTakenWhileItsTaskWaitsOrRunsAndFreeAtOnceAfter() {
        TaskTraits unique = new TaskTraits(null, 0, null, "u");
        long id = add(task("q", NOW, unique));
        assertThat(result(task("q", NOW, unique))).isEqualTo(new DuplicateTask("q", "u"));
        assertThat(result(task("r", NOW, unique))).isInstanceOf(Committed.class);
        assertThat(tasks.findUnique("q", "u")).isNotNull().satisfies(task -> assertThat(task.id())
                .isEqualTo(id));

        TaskLease lease = tasks.claim("q", 1, NOW).get(0);
        reopen();
        assertThat(result(task("q", NOW, unique))).isEqualTo(new DuplicateTask("q", "u"));
        lease = tasks.claim("q", 1, NOW).get(0);
        tasks.complete(List.of(lease));

        assertThat(tasks.findUnique("q", "u")).isNull();
        add(task("q", NOW, unique));
        tasks.bury(tasks.claim("q", 1, NOW).get(0), DeadTask.Reason.REJECTED, null);
        add(task("q", NOW, unique));
    }

    @Test
    void t11_aTaskIsFoundByItsNameWhileItWaitsOrRuns() {
        TaskRow task = TaskRow.waiting(tasks.nextId(), "q", "n", NOW, 100, bytes("p"), Map.of(), NOW);
        assertThat(tasks.find("q", "n")).isNull();
        assertThat(tasks.isTaken("q", "n")).isFalse();
        add(task);

        assertThat(tasks.find("q", "n")).isNotNull();
        tasks.complete(tasks.claim("q", 1, NOW));

        assertThat(tasks.find("q", "n")).isNull();
        assertThat(tasks.isTaken("q", "n")).isTrue();
    }

    @Test
    void namesOfTasksThatAreOverAreListedAndTakenToAnotherStore() {
        for (String name : List.of("a", "b", "c")) {
            add(TaskRow.waiting(tasks.nextId(), "q", name, NOW, 100, bytes("p"), Map.of(), NOW));
        }
        tasks.complete(tasks.claim("q", 3, NOW));
        add(TaskRow.waiting(tasks.nextId(), "q", "waits", NOW, 100, bytes("p"), Map.of(), NOW));
        tasks.holdNames(List.of(
                new HeldName("other", "x", NOW + 5),
                new HeldName("other", "over", NOW),
                new HeldName("q", "waits", NOW + 5),
                new HeldName("q", "a", NOW + 5)));
        tasks.holdNames(List.of(new HeldName("other", "x", NOW + 7)));
        reopen();

        List<HeldName> all = tasks.heldNames(null, NOW, 10);
        assertThat(all).extracting(HeldName::name).containsExactlyInAnyOrder("a", "b", "c", "x");
        assertThat(all)
                .filteredOn(held -> held.name().equals("x"))
                .containsExactly(new HeldName("other", "x", NOW + 5));
        assertThat(all).filteredOn(held -> held.name().equals("a")).allMatch(held -> held.until() > NOW + 5);
        assertThat(tasks.heldNames(null, NOW + 5, 10)).hasSize(3);
        assertThat(tasks.heldNames(null, NOW, 2)).isEqualTo(all.subList(0, 2));
        assertThat(tasks.heldNames(all.get(1), NOW, 10)).isEqualTo(all.subList(2, 4));
        assertThat(tasks.isTaken("other", "x")).isTrue();
        assertThat(tasks.isTaken("other", "over")).isFalse();
        assertThat(tasks.find("q", "waits")).isNotNull();
    }

    @Test
    void t13_aWaitingTaskIsReplacedInItsPlaceAndARunningOneIsNot() {
        long id = add(task("q", NOW + 50, new TaskTraits(null, 0, "t", "u")));
        TaskRow next = TaskRow.waiting(id, "q", null, NOW + 5, 7, bytes("new"), Map.of("h", "v"), NOW)
                .withTraits(new TaskTraits(null, 0, "s", "other"));

        assertThat(tasks.replace(next)).isTrue();
        reopen();

        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 0, 0, NOW + 5));
        assertThat(tasks.firstTag("q", NOW + 5)).isEqualTo("s");
        assertThat(tasks.lease(request("t", 1, NOW + 100, 1))).isEmpty();
        List<TaskLease> leases = tasks.claim("q", 5, NOW + 100);
        assertThat(leases).singleElement().satisfies(lease -> {
            assertThat(lease.task().payload()).isEqualTo(bytes("new"));
            assertThat(lease.task().headers()).isEqualTo(Map.of("h", "v"));
            assertThat(lease.task().priority()).isEqualTo(7);
            assertThat(lease.task().traits()).isEqualTo(new TaskTraits(null, 0, "s", "u"));
        });
        assertThat(tasks.replace(next)).as("runs").isFalse();
        tasks.complete(leases);
        assertThat(tasks.replace(next)).as("gone").isFalse();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void aTaskThatHasItsTurnIsNotReplaced() {
        TaskRow task = task("q", NOW, key("a", 1));
        add(task);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tasks.replace(task))
                .withMessageContaining("concurrency key \"a\"");
    }

    // Pause, purge

    @Test
    void aPausedQueueGivesNothingAwayAlsoAfterARestartUntilItIsResumed() {
        add(task("q", NOW, TaskTraits.NONE));
        tasks.pause("q");
        tasks.pause("never seen");
        reopen();

        assertThat(tasks.isPaused("q")).isTrue();
        assertThat(tasks.isPaused("never seen")).isTrue();
        assertThat(tasks.isPaused("r")).isFalse();
        assertThat(tasks.paused()).containsExactlyInAnyOrder("q", "never seen");
        assertThat(tasks.claim("q", 1, NOW)).isEmpty();
        assertThat(tasks.lease(request(null, 1, NOW, 5))).isEmpty();
        assertThat(tasks.nextEta("q")).isEqualTo(-1);
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(1, 0, 0, NOW));

        Set<String> told = new HashSet<>();
        tasks.onReady(told::addAll);
        tasks.resume("q");
        assertThat(told).containsExactly("q");
        reopen();
        assertThat(tasks.isPaused("q")).isFalse();
        assertThat(tasks.paused()).containsExactly("never seen");
        assertThat(tasks.claim("q", 1, NOW)).hasSize(1);
    }

    @Test
    void purgeTakesWhatWaitsAndLeavesWhatRunsAndIsDead() {
        for (int i = 0; i < 1_200; i++) {
            add(task("q", NOW + i, i % 2 == 0 ? TaskTraits.NONE : new TaskTraits("k" + i % 3, 1, null, "u" + i)));
        }
        tasks.bury(tasks.claim("q", 2, NOW).get(0), DeadTask.Reason.REJECTED, null);
        add(task("r", NOW, TaskTraits.NONE));
        TaskLease left = tasks.claim("q", 1, NOW + 10).get(0);

        assertThat(tasks.purge("q")).isEqualTo(1_200 - 2);

        assertThat(tasks.list("q", 0, 10).stream().map(TaskRow::id))
                .contains(left.task().id());
        assertThat(tasks.statistics("q").waiting()).isZero();
        assertThat(tasks.statistics("q").dead()).isEqualTo(1);
        assertThat(tasks.statistics("r").waiting()).isEqualTo(1);
        assertThat(tasks.complete(List.of(left))).isEmpty();
        assertThat(tasks.claim("q", 10, NOW + 10_000)).isEmpty();
        add(task("q", NOW, new TaskTraits("k1", 1, null, "u1")));
        assertThat(tasks.claim("q", 10, NOW)).hasSize(1);
        assertThat(tasks.purge("unknown")).isZero();
    }

    // Leases

    @Test
    void t38_aLeasedTaskIsHiddenUntilItsLeaseEndsAlsoThroughARestart() {
        long id = add(pull(NOW, ""));

        TaskLease lease = tasks.lease(request(null, 10, NOW, 100)).get(0);
        assertThat(lease.task().id()).isEqualTo(id);
        assertThat(lease.task().eta()).isEqualTo(NOW + 100);
        assertThat(lease.task().attempts()).isEqualTo(1);
        reopen();
        assertThat(tasks.lease(request(null, 10, NOW + 99, 100))).isEmpty();

        TaskLease next = tasks.lease(request(null, 10, NOW + 100, 100)).get(0);
        assertThat(next.task().attempts()).isEqualTo(2);
        assertThat(next.task().firstAttempt()).isEqualTo(NOW);
        assertThat(tasks.deleteLeased(lease)).as("stale").isFalse();
        assertThat(tasks.modifyLease(lease, NOW + 101, NOW + 500)).as("stale").isNull();
        assertThat(tasks.deleteLeased(next)).isTrue();
        assertThat(tasks.deleteLeased(next)).as("gone").isFalse();
        assertThat(tasks.statistics("q")).isEqualTo(new QueueStatistics(0, 0, 0, -1));
    }

    @Test
    void t38_aLeaseCanBeExtendedGivenUpAndUsedUntilSomebodyElseHasTheTask() {
        add(pull(NOW, ""));
        TaskLease lease = tasks.lease(request(null, 1, NOW, 100)).get(0);

        TaskLease longer = tasks.modifyLease(lease, NOW + 99, NOW + 300);
        assertThat(longer).isNotNull();
        assertThat(tasks.deleteLeased(lease)).as("replaced").isFalse();
        assertThat(tasks.lease(request(null, 1, NOW + 299, 100))).isEmpty();
        TaskLease given = tasks.modifyLease(longer, NOW + 200, NOW + 200);
        TaskLease second = tasks.lease(request(null, 1, NOW + 200, 100)).get(0);
        assertThat(tasks.deleteLeased(given)).isFalse();

        assertThat(tasks.modifyLease(second, NOW + 300, NOW + 400)).as("over").isNull();
        assertThat(tasks.deleteLeased(second))
                .as("over, but nobody else has it")
                .isTrue();
    }

    @Test
    void t38_leasesByTag() {
        long b = add(pull(NOW - 5, "b"));
        long a = add(pull(NOW - 4, "a"));
        long later = add(pull(NOW - 3, "b"));
        add(pull(NOW + 1, "b"));
        add(pull(NOW - 1, ""));

        assertThat(tasks.firstTag("q", NOW)).isEqualTo("b");
        assertThat(tasks.firstTag("q", NOW - 6)).isNull();
        assertThat(ids(tasks.lease(request("b", 10, NOW, 100)))).containsExactly(b, later);
        assertThat(tasks.lease(request("b", 10, NOW, 100))).isEmpty();
        assertThat(tasks.firstTag("q", NOW)).isEqualTo("a");
        assertThat(ids(tasks.lease(request("a", 10, NOW, 100)))).containsExactly(a);
        assertThat(tasks.firstTag("q", NOW)).isEmpty();
        assertThat(tasks.lease(request("", 10, NOW, 100))).hasSize(1);
        assertThat(ids(tasks.lease(request("b", 10, NOW + 100, 100))))
                .hasSize(3)
                .contains(b, later);
    }

    @Test
    void t38_aTaskThatWasLeasedTooOftenIsBuriedAndTheNextIsLeased() {
        long poison = add(pull(NOW - 1, ""));
        LeaseRequest once = new LeaseRequest("q", null, 1, NOW, NOW + 10, 1);
        assertThat(ids(tasks.lease(once))).containsExactly(poison);
        long healthy = add(pull(NOW + 10, ""));

        List<Long> told = new ArrayList<>();
        assertThat(ids(tasks.lease(new LeaseRequest("q", null, 1, NOW + 10, NOW + 20, 1), dead -> told.add(dead.id()))))
                .containsExactly(healthy);

        assertThat(told).containsExactly(poison);

        assertThat(tasks.dead("q", 0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.reason()).isEqualTo(DeadTask.Reason.RETRIES_EXHAUSTED);
            assertThat(dead.task().attempts()).isEqualTo(1);
            assertThat(dead.task().lastError()).contains("leased 1 times");
        });
    }

    @Test
    void t38_randomLeasesAreAsInTheModel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<Long, TaskRow> model = new TreeMap<>();
        Map<Long, TaskLease> latest = new HashMap<>();
        List<TaskLease> all = new ArrayList<>();
        long now = NOW;
        for (int step = 0; step < 800; step++) {
            now += random.nextInt(10);
            String at = "seed " + seed + ", step " + step;
            TaskLease some = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
            boolean valid = some != null
                    && some.equals(latest.get(some.task().id()))
                    && model.containsKey(some.task().id());
            switch (some == null ? 0 : random.nextInt(6)) {
                case 0, 1 -> {
                    TaskRow task = pull(now + random.nextInt(20) - 10, "t" + random.nextInt(3));
                    add(task);
                    model.put(task.id(), task);
                }
                case 2, 3 -> {
                    String tag = random.nextBoolean() ? null : "t" + random.nextInt(3);
                    int max = 1 + random.nextInt(4);
                    long moment = now;
                    List<Long> expected = model.values().stream()
                            .filter(task -> task.eta() <= moment)
                            .filter(task ->
                                    tag == null || tag.equals(task.traits().tag()))
                            .sorted(Comparator.comparingLong(TaskRow::eta).thenComparingLong(TaskRow::id))
                            .limit(max)
                            .map(TaskRow::id)
                            .toList();
                    List<TaskLease> leases = tasks.lease(request(tag, max, now, 1 + random.nextInt(30)));
                    assertThat(ids(leases)).as(at).isEqualTo(expected);
                    leases.forEach(lease -> {
                        model.put(lease.task().id(), lease.task());
                        latest.put(lease.task().id(), lease);
                        all.add(lease);
                    });
                }
                case 4 -> {
                    assertThat(tasks.deleteLeased(some)).as(at).isEqualTo(valid);
                    if (valid) {
                        model.remove(some.task().id());
                    }
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        reopen();
                    }
                    long until = now + random.nextInt(20);
                    TaskLease changed = tasks.modifyLease(some, now, until);
                    assertThat(changed != null)
                            .as(at)
                            .isEqualTo(valid && some.task().eta() > now);
                    if (changed != null) {
                        model.put(changed.task().id(), changed.task());
                        latest.put(changed.task().id(), changed);
                        all.add(changed);
                    }
                }
            }
        }
        assertThat(tasks.list("q", 0, 10_000))
                .as("seed %d", seed)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(model.values());
    }

    // Help

    private static LeaseRequest request(@Nullable String tag, int max, long now, long micros) {
        return new LeaseRequest("q", tag, max, now, now + micros, Integer.MAX_VALUE);
    }

    private static TaskTraits key(String key, int perKey) {
        return new TaskTraits(key, perKey, null, null);
    }

    private TaskRow pull(long eta, String tag) {
        return task("q", eta, new TaskTraits(null, 0, tag, null));
    }

    private TaskRow task(String queue, long eta, TaskTraits traits) {
        return TaskRow.waiting(tasks.nextId(), queue, null, eta, 100, bytes("p"), Map.of(), NOW)
                .withTraits(traits);
    }

    private long add(TaskRow task) {
        assertThat(result(task)).isInstanceOf(Committed.class);
        return task.id();
    }

    private CommitResult result(TaskRow task) {
        return new Writes().task(new TaskChange.Add(task)).in(engine);
    }

    private void reopen() {
        engine.close();
        engine.open();
    }

    private static List<Long> ids(List<TaskLease> leases) {
        return leases.stream().map(lease -> lease.task().id()).toList();
    }
}
