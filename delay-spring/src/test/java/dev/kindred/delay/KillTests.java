package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What a kill of the process, at any moment, leaves of delayed calls. Runs on RocksDB only: the memory engine survives nothing. */
@Timeout(300)
class KillTests {

    private static final int KILLS = 4;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedCallRunsAndNoRolledBackOneDoesAcrossKills() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<Integer> acknowledged = new HashSet<>();
        Set<Integer> rolledBack = new HashSet<>();
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        for (int kill = 0; kill < KILLS; kill++) {
            int patience = 20 + random.nextInt(300);
            for (String line : runUntilKilled(patience, "work", String.valueOf(kill * 1_000_000))) {
                String[] words = line.substring(0, line.length() - 1).split(" ");
                int n = Integer.parseInt(words[1]);
                switch (words[0]) {
                    case "acknowledged" -> acknowledged.add(n);
                    case "rolledback" -> rolledBack.add(n);
                    default -> ran.add(n);
                }
            }
        }

        try (AnnotationConfigApplicationContext context = KilledApplication.start(directory, ran::add)) {
            awaitEmpty(context.getBean(TaskQueues.class), "default");
            assertThat(context.getBean(TaskQueues.class).statistics("default").dead())
                    .isZero();
        }

        assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThan(KILLS * 10);
        assertThat(ran).as("seed %d", seed).containsAll(acknowledged);
        assertThat(rolledBack).as("seed %d", seed).isNotEmpty().doesNotContainAnyElementsOf(ran);
    }

    @Test
    void taskThatEndsInItsTransactionTakesEffectOnceAlthoughTheProcessDiesRightAfterTheCommit()
            throws IOException, InterruptedException {
        runUntilItEnds("transactional");

        try (AnnotationConfigApplicationContext context = KilledApplication.start(directory, n -> {})) {
            TaskQueues queues = context.getBean(TaskQueues.class);
            assertThat(queues.list("default", 0, 10)).isEmpty();
            assertThat(count(context)).isEqualTo(1);
        }
    }

    @Test
    void taskWithoutATransactionRunsAgainIfTheProcessDiesBeforeItsEndIsNoted()
            throws IOException, InterruptedException {
        runUntilItEnds("plain");

        try (AnnotationConfigApplicationContext context = KilledApplication.start(directory, n -> {})) {
            awaitEmpty(context.getBean(TaskQueues.class), "default");
            assertThat(count(context)).isEqualTo(2);
        }
    }

    @Test
    void groupIsFollowedExactlyOnceAcrossAKill() throws IOException, InterruptedException {
        int members = 3_000;
        runUntilKilled(50, "group", String.valueOf(members));

        try (AnnotationConfigApplicationContext context = KilledApplication.start(directory, n -> {})) {
            TaskQueues queues = context.getBean(TaskQueues.class);
            queues.purge("later");
            await().atMost(Duration.ofSeconds(60)).until(() -> queues.group("g") == null);
            awaitEmpty(queues, "default");
            awaitEmpty(queues, "kindred-groups");
            assertThat(count(context)).isEqualTo(1);
            assertThat(queues.statistics("default").dead()).isZero();
        }
    }

    @Test
    void taskThatKillsItsProcessUsesUpItsAttemptsAndBecomesADeadLetter() throws IOException, InterruptedException {
        runUntilItEnds("poison");
        runUntilItEnds("again");

        try (AnnotationConfigApplicationContext context = KilledApplication.start(directory, n -> {})) {
            TaskQueues queues = context.getBean(TaskQueues.class);
            awaitEmpty(queues, "poison");
            assertThat(queues.dead("poison", 0, 10)).singleElement().satisfies(dead -> {
                assertThat(dead.reason()).isEqualTo(Reason.RETRIES_EXHAUSTED);
                assertThat(dead.task().lastError()).contains("broken off");
            });
            assertThat(context.getBean(TaskDispatcher.class).isRunning()).isTrue();
        }
    }

    private static long count(AnnotationConfigApplicationContext context) {
        return KilledApplication.Work.count(context.getBean(Datastore.class).find(Key.of("Counter", "c")));
    }

    private static void awaitEmpty(TaskQueues queues, String queue) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var statistics = queues.statistics(queue);
            return statistics.waiting() + statistics.running() == 0;
        });
    }

    /** Reads so many acknowledgements, then kills the process as {@code kill -9} does. Returns its whole lines. */
    private List<String> runUntilKilled(int acknowledgements, String... arguments)
            throws IOException, InterruptedException {
        Process process = start(arguments);
        List<String> lines = new ArrayList<>();
        int seen = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("[a-z]+ \\d+;")) {
                    lines.add(line);
                    if (line.startsWith("acknowledged") && ++seen == acknowledgements) {
                        process.toHandle()
                                .destroyForcibly(); // by the handle: the process itself would close its output
                    }
                }
            }
        }
        process.waitFor();
        assertThat(seen).as(String.join("\n", lines)).isGreaterThanOrEqualTo(acknowledgements);
        return lines;
    }

    private void runUntilItEnds(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(9);
    }

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(directory.toString()));
        all.addAll(List.of(arguments));
        return JavaChild.start(KilledApplication.class, all);
    }
}
