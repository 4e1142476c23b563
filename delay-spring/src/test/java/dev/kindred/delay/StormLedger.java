package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskQueues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What processes of a storm have said of its tasks, and whether the store agrees. For several threads. */
final class StormLedger {

    static final String UNIT = "Unit";

    private static final Pattern TASK = Pattern.compile("\\d+\\.[a-z]+-\\d+");

    private final long seed;

    /** Units that were acknowledged, and those of which the process said that they are not to be. */
    private final Set<Long> added = new HashSet<>();

    private final Set<Long> keptOut = new HashSet<>();
    private final List<String> bad = new ArrayList<>();
    private final Map<String, Long> effects = new HashMap<>();
    private final Map<String, DeadTask> dead = new HashMap<>();
    private final Set<Long> units = new HashSet<>();
    private long addedTasks;

    StormLedger(long seed) {
        this.seed = seed;
    }

    synchronized void hear(String what, String of) {
        switch (what) {
            case "added" -> {
                added.add(Long.valueOf(of));
                addedTasks += StormUnit.of(seed, Long.parseLong(of)).size();
            }
            case "kept-out" -> keptOut.add(Long.valueOf(of));
            case "bad" -> bad.add(of);
            default -> {} // of its start, and of runs
        }
    }

    synchronized long addedTasks() {
        return addedTasks;
    }

    synchronized void assertNothingBad() {
        assertThat(bad).as("seed %d", seed).isEmpty();
    }

    /** Compares all that was said with what a store has whose processes have ended. */
    synchronized void verify(Datastore datastore) {
        read(datastore);
        assertNothingBad();
        assertThat(check()).as("seed %d", seed).isEmpty();
    }

    synchronized Map<String, String> figures() {
        return Map.of(
                "tasks acknowledged", "" + addedTasks,
                "done", "" + effects.size(),
                "dead letters", "" + dead.size(),
                "run again after their effect, which is allowed to plain ones alone",
                        "" + effects.values().stream().mapToLong(n -> n - 1).sum());
    }

    private void read(Datastore datastore) {
        TaskQueues queues = TaskQueues.on(datastore).build();
        for (String queue : queues.names()) {
            List<DeadTask> letters = queues.dead(queue, 0, Integer.MAX_VALUE);
            letters.forEach(letter -> assertThat(dead.put(id(letter), letter))
                    .as("a second dead letter of one task, seed %d", seed)
                    .isNull());
            assertThat(queues.list(queue, 0, 10)).as(queue).isEmpty();
            assertThat(queues.statistics(queue)).satisfies(statistics -> {
                assertThat(statistics.waiting()).isZero();
                assertThat(statistics.running()).isZero();
                assertThat(statistics.dead()).isEqualTo(letters.size());
            });
        }
        assertThat(datastore.count(Query.kind("KindredTaskGroup"))).isZero();
        try (QueryResults results = datastore.run(Query.kind(StormWork.EFFECT))) {
            while (results.hasNext()) {
                Entity effect = results.next();
                effects.put(String.valueOf(effect.key().name()), StormWork.number(effect));
            }
        }
        try (QueryResults results = datastore.run(Query.kind(UNIT).keysOnly())) {
            results.forEachRemaining(unit -> units.add(unit.key().id() - 1));
        }
    }

    private static String id(DeadTask letter) {
        Matcher task = TASK.matcher(new String(letter.task().payload(), StandardCharsets.UTF_8));
        return task.find() ? task.group() : "task " + letter.task().id();
    }

    private List<String> check() {
        Set<Long> all = new TreeSet<>(added);
        all.addAll(keptOut);
        all.addAll(units);
        Set<String> traces = new HashSet<>(effects.keySet());
        traces.addAll(dead.keySet());
        traces.forEach(task -> all.add(StormUnit.unit(task)));
        List<String> wrong = new ArrayList<>();
        for (long number : all) {
            StormUnit unit = StormUnit.of(seed, number);
            boolean exists = units.contains(number)
                    || added.contains(number)
                    || !keptOut.contains(number) && !Collections.disjoint(unit.tasks(), traces);
            if (keptOut.contains(number) || unit.kind() == StormUnit.Kind.ROLLED_BACK) {
                exists = false;
            }
            if (unit.kind() == StormUnit.Kind.TRANSACTION && exists != units.contains(number)) {
                wrong.add(unit + " has tasks or an entity without the other");
            }
            for (String task : unit.tasks()) {
                String problem = problem(StormUnit.fate(task), exists, effects.getOrDefault(task, 0L), dead.get(task));
                if (problem != null) {
                    wrong.add(unit + ": " + task + " " + problem);
                }
            }
        }
        return wrong;
    }

    private static @Nullable String problem(String fate, boolean exists, long effects, @Nullable DeadTask dead) {
        String found = "has " + effects + " effects and " + (dead == null ? "is not dead" : "died: " + dead.reason());
        if (!exists) {
            return effects == 0 && dead == null ? null : found + ", although it was never stored";
        }
        Reason reason = dead == null ? null : dead.reason();
        boolean right =
                switch (fate) {
                    case "plain" -> effects >= 1 && reason == null;
                    case "limited" ->
                        effects == 1 && reason == null || effects == 0 && reason == Reason.RETRIES_EXHAUSTED;
                    case "doomed", "deadly" -> effects == 0 && reason == Reason.RETRIES_EXHAUSTED;
                    case "rejected" -> effects == 0 && reason == Reason.REJECTED;
                    case "torn" -> effects == 0 && reason == Reason.UNDECODABLE;
                    default -> effects == 1 && reason == null;
                };
        return right ? null : found;
    }
}
