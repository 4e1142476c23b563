package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.postgres.DurableServer;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.query.Query;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The storm of {@link StormTests} with three processes at once on one PostgreSQL server that waits for its disk: they enqueue and run tasks of every sort, move money between the same accounts, and race for
 * the same keys and names, while they are killed at random moments, terminated, stopped for longer than their lease and continued, and killed by their own tasks. Afterwards the store tells what became
 * of each.
 *
 * <p>Two thousand tasks and six kills in each build; {@code mvn -Plong -pl delay-spring -am test -Dtest=PostgresStormTests -Dsurefire.failIfNoSpecifiedTests=false} is a storm of twenty thousand
 * and thirty.
 */
@Timeout(3600)
class PostgresStormTests {

    private static final int PROCESSES = 3;
    private static final int TERMINATED = 128 + 15;
    private static final String LOST_ITS_LEASE = "said nothing for more than";

    /** How a process is to end, or what is done to it before. */
    private enum Fate {
        KILL,
        TERMINATE,
        STOP_AND_CONTINUE,
        LIVE
    }

    private record Life(int process, int number, Fate fate, int patience, long quota, String mood) {}

    @TempDir
    Path directory;

    private final long tasks = Long.getLong("kindred.storm.shared.tasks", 2_000);
    private final int planned = Integer.getInteger("kindred.storm.shared.kills", 6);
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final StormLedger ledger = new StormLedger(seed);
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final LinkedList<Fate> fates = new LinkedList<>();
    private final Set<ProcessHandle> alive = ConcurrentHashMap.newKeySet();

    private final Set<String> transfers = new HashSet<>();
    private final Set<String> won = new HashSet<>();
    private final Set<String> named = new HashSet<>();
    private String url = "";
    private int starts;
    private int kills;
    private int terminations;
    private int halts;
    private int stops;
    private int begunAnew;
    private boolean empty;

    @Test
    void processesOnOneServerLoseNothingAndDoNothingTwiceWhileTheyAreKilledTerminatedAndStopped() throws Exception {
        long begun = System.nanoTime();
        System.out.println("The seed of the storm is " + seed);
        fates.addAll(Collections.nCopies(planned, Fate.KILL));
        fates.addAll(List.of(Fate.TERMINATE, Fate.TERMINATE, Fate.STOP_AND_CONTINUE));
        Collections.shuffle(fates, random);

        try (DurableServer server = DurableServer.start(directory)) {
            url = "jdbc:postgresql://" + server.host() + "/postgres?user=postgres";
            source.setURL(url);
            try {
                liveAllTogether();
                do {
                    live(last());
                } while (!empty);
            } finally {
                alive.forEach(ProcessHandle::destroyForcibly);
            }
            verify();
        }

        assertThat(kills).as("kills, seed %d", seed).isGreaterThanOrEqualTo(planned);
        assertThat(terminations).as("terminations, seed %d", seed).isEqualTo(2);
        assertThat(stops).as("stops, seed %d", seed).isEqualTo(1);
        assertThat(halts).as("halts, seed %d", seed).isPositive();
        Map<String, String> figures = new TreeMap<>(ledger.figures());
        figures.putAll(Map.of(
                "transfers acknowledged", "" + transfers.size(),
                "keys won", "" + won.size(),
                "names won", "" + named.size(),
                "starts", "" + starts,
                "kills", "" + kills,
                "terminated", "" + terminations,
                "ended by a task", "" + halts,
                "stopped and continued", "" + stops,
                "begun anew as another node", "" + begunAnew,
                "seconds", "" + (System.nanoTime() - begun) / 1_000_000_000));
        System.out.println("What the storm saw: " + figures);
    }

    private void liveAllTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Callable<Integer>> slots = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                int process = i;
                slots.add(() -> {
                    for (Life life = next(process); life != null; life = next(process)) {
                        live(life);
                    }
                    return process;
                });
            }
            for (Future<Integer> slot : threads.invokeAll(slots)) {
                slot.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private synchronized @Nullable Life next(int process) {
        ledger.assertNothingBad();
        boolean enough = ledger.addedTasks() >= tasks;
        if (enough && fates.isEmpty()) {
            return null;
        }
        Fate fate = fates.isEmpty() ? Fate.LIVE : fates.removeFirst();
        long quota = tasks / (planned + 3) * 3 / 2;
        // Most times in the middle of everything, now and then while it starts.
        int patience = fate == Fate.KILL && random.nextInt(10) == 0 ? 1 : 30 + random.nextInt((int) quota);
        String mood =
                switch (++starts % 20) {
                    case 2 -> "poison";
                    case 3 -> "deadly";
                    default -> "calm";
                };
        return new Life(process, starts, fate, patience, quota, mood);
    }

    private synchronized Life last() {
        empty = false;
        return new Life(0, ++starts, Fate.LIVE, 0, 0, "calm");
    }

    private void live(Life life) throws IOException, InterruptedException {
        Process process = JavaChild.start(
                StormApplication.class,
                List.of(
                        url,
                        String.valueOf(seed),
                        String.valueOf(life.number() * StormUnit.BLOCK),
                        String.valueOf(life.quota()),
                        life.mood(),
                        String.valueOf(life.process())));
        alive.add(process.toHandle());
        List<String> other = new ArrayList<>();
        List<String> together = new ArrayList<>();
        int seen = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher said = StormTests.LINE.matcher(line);
                if (!said.matches()) {
                    other.add(line);
                    continue;
                }
                if (said.group(2).startsWith("two run with the key")) {
                    together.add(said.group(2));
                } else {
                    hear(said.group(1), said.group(2));
                }
                if (++seen == life.patience()) {
                    meet(life.fate(), process.toHandle());
                }
            }
        }
        int exit = process.waitFor();
        alive.remove(process.toHandle());
        boolean anew = other.stream().anyMatch(line -> line.contains(LOST_ITS_LEASE));
        if (!anew) {
            // Otherwise one of the two was what the process ran before, which cannot be committed any more.
            together.forEach(bad -> ledger.hear("bad", bad));
        }
        ended(life, exit, anew, other);
    }

    /** By the handle: the process itself would close its output. */
    private void meet(Fate fate, ProcessHandle process) throws IOException, InterruptedException {
        switch (fate) {
            case KILL -> process.destroyForcibly();
            case TERMINATE -> process.destroy();
            case STOP_AND_CONTINUE -> {
                signal("STOP", process);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> number(
                                        "select count(*) from kindred.node where name like '" + process.pid()
                                                + "@%' and alive_until + 500000 > extract(epoch from clock_timestamp()) * 1000000")
                                == 0);
                signal("CONT", process);
            }
            case LIVE -> {}
        }
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private synchronized void hear(String what, String of) {
        Set<String> said =
                switch (what) {
                    case "paid", "ordered" -> transfers;
                    case "won" -> won;
                    case "named" -> named;
                    default -> null;
                };
        if (said == null) {
            empty |= what.equals("empty");
            ledger.hear(what, of);
        } else if (!said.add(of)) {
            ledger.hear("bad", what + " " + of + " was acknowledged twice");
        }
    }

    private synchronized void ended(Life life, int exit, boolean anew, List<String> other) {
        if (exit != 0 && exit != StormTests.KILLED && exit != TERMINATED && exit != StormApplication.HALTED) {
            ledger.hear("bad", String.join("\n", other));
        }
        kills += exit == StormTests.KILLED ? 1 : 0;
        terminations += exit == TERMINATED ? 1 : 0;
        halts += exit == StormApplication.HALTED ? 1 : 0;
        begunAnew += anew ? 1 : 0;
        boolean met =
                switch (life.fate()) {
                    case KILL -> exit == StormTests.KILLED;
                    case TERMINATE -> exit == TERMINATED;
                    case STOP_AND_CONTINUE -> anew;
                    case LIVE -> true;
                };
        stops += life.fate() == Fate.STOP_AND_CONTINUE && met ? 1 : 0;
        if (!met) {
            fates.add(life.fate()); // it ended before, by a task or because there was nothing left to do
        }
        empty &= exit == 0;
    }

    private void verify() throws SQLException {
        assertThat(number("select count(*) from kindred.task where state <> 3"))
                .as("tasks that are not dead, seed %d", seed)
                .isZero();
        try (LocalDatastore datastore =
                LocalDatastore.on(PostgresEngine.on(source).build()).build()) {
            ledger.verify(datastore);
            StormBank.verify(datastore, transfers, won, named);
            for (String kind : List.of(StormWork.EFFECT, StormLedger.UNIT, "Account")) {
                assertThat(datastore.metadata().namespace("").statistics(kind).entities())
                        .as("counted entities of %s, seed %d", kind, seed)
                        .isEqualTo(datastore.count(Query.kind(kind)));
            }
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
