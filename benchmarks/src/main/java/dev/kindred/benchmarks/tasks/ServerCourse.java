package dev.kindred.benchmarks.tasks;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The rounds of those whose store is on a server. Each has a second process that shares nothing with the first but the database, and enqueues there what the first runs.
 */
final class ServerCourse implements AutoCloseable {

    private static final int TRANSACTION_MILLIS = 3;
    private static final int SENT_TO_WARM_UP = 100;

    private final TaskRace race;
    private final TaskRaceOptions options;
    private final Map<TaskEntrant, TaskLane> senders = new EnumMap<>(TaskEntrant.class);

    ServerCourse(TaskRace race, TaskRaceOptions options) {
        this.race = race;
        this.options = options;
    }

    /** Opens the second process of an entrant whose first has opened the store. */
    void open(TaskEntrant entrant, TaskLane sender) {
        senders.put(entrant, sender);
        sender.ask("open");
        remote(entrant, SENT_TO_WARM_UP, SENT_TO_WARM_UP);
    }

    /** One after the other, for the server's CPU is that of all. */
    void idle() {
        long most = options.idle().toMillis();
        race.each(
                0,
                entrant -> race.add(
                        entrant, "idle-started " + most * 2 / 5 + " " + most, Figure.IDLE_CPU, Figure.IDLE_STATEMENTS));
    }

    void round(int round) {
        long phase = options.phase().toMillis();
        long latency = options.latency().toMillis();
        race.each(round, entrant -> race.add(entrant, "enqueue 1 " + phase, Figure.ENQUEUE_1, Figure.ENQUEUE_1_CPU));
        race.each(
                round,
                entrant -> race.add(
                        entrant,
                        "enqueue 8 " + phase,
                        Figure.ENQUEUE_8,
                        Figure.ENQUEUE_8_CPU,
                        Figure.ENQUEUE_8_STATEMENTS,
                        Figure.ENQUEUE_8_WAL));
        race.each(
                round,
                entrant -> race.add(
                        entrant,
                        "batch " + phase,
                        Figure.BATCH,
                        Figure.BATCH_CPU,
                        Figure.BATCH_STATEMENTS,
                        Figure.BATCH_WAL));
        race.each(round, entrant -> {
            if (entrant.joinsTransactions()) {
                race.add(entrant, "transactions 8 " + phase, Figure.TRANSACTIONS);
            }
        });
        race.each(
                round,
                entrant -> race.add(
                        entrant,
                        "drain " + entrant.share(options.tasks()),
                        Figure.DRAIN,
                        Figure.DRAIN_CPU,
                        Figure.DRAIN_LAST,
                        Figure.START,
                        Figure.DRAIN_FROM_FIRST,
                        Figure.DRAIN_SERVER_CPU,
                        Figure.DRAIN_STATEMENTS,
                        Figure.DRAIN_WAL));
        race.each(
                round,
                entrant -> race.add(entrant, "latency 10 " + latency, Figure.LATENCY_10_P50, Figure.LATENCY_10_P99));
        race.each(
                round,
                entrant -> race.add(
                        entrant, "latency 200 " + latency / 4, Figure.LATENCY_200_P50, Figure.LATENCY_200_P99));
        race.each(round, entrant -> {
            if (entrant.joinsTransactions()) {
                race.add(
                        entrant,
                        "latency-in-transactions 10 " + latency + " " + TRANSACTION_MILLIS,
                        Figure.LATENCY_TRANSACTIONS_P50,
                        Figure.LATENCY_TRANSACTIONS_P99);
            }
        });
        race.each(
                round,
                entrant -> race.add(
                        entrant,
                        TaskRace.numbers(remote(entrant, Math.max(1, latency / 100), 10)),
                        Figure.LATENCY_REMOTE_P50,
                        Figure.LATENCY_REMOTE_P99));
    }

    private String remote(TaskEntrant entrant, long tasks, double perSecond) {
        TaskLane receiver = race.lane(entrant);
        TaskLane sender = Objects.requireNonNull(senders.get(entrant));
        String first = receiver.ask("receive " + tasks);
        return receiver.ask("received " + sender.ask("send " + first + " " + tasks + " " + perSecond));
    }

    @Override
    public void close() {
        senders.values().forEach(TaskLane::close);
    }
}
