package dev.kindred.benchmarks.tasks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everybody who can take part. The ratios of a report refer to the first that does. */
enum TaskEntrant {
    KINDRED("kindred", "Kindred", 1, () -> new KindredTasks(KindredTasks.Commits.FSYNC)),
    KINDRED_OS("kindred-os", "Kindred, unsynced", 1, () -> new KindredTasks(KindredTasks.Commits.OS)),
    DB_SCHEDULER_H2("db-scheduler-h2", "db-scheduler + H2, unsynced", 10, () -> new DbSchedulerTasks(JdbcStore.H2)),
    DB_SCHEDULER_H2_WRITTEN(
            "db-scheduler-h2-written",
            "db-scheduler + H2, written but unsynced",
            10,
            () -> new DbSchedulerTasks(JdbcStore.H2_WRITTEN)),
    DB_SCHEDULER_SQLITE(
            "db-scheduler-sqlite", "db-scheduler + SQLite", 20, () -> new DbSchedulerTasks(JdbcStore.SQLITE)),
    JOBRUNR_H2("jobrunr-h2", "JobRunr + H2, unsynced", 20, () -> new JobRunrTasks(JobRunrTasks.Storage.H2)),
    JOBRUNR_MEMORY(
            "jobrunr-memory",
            "JobRunr in memory, lost with it",
            10,
            () -> new JobRunrTasks(JobRunrTasks.Storage.MEMORY)),
    KINDRED_SERVER("kindred-server", "Kindred", 1, () -> new KindredTasks(KindredTasks.Commits.SERVER)),
    DB_SCHEDULER_SERVER("db-scheduler-server", "db-scheduler", 1, () -> new DbSchedulerTasks(JdbcStore.SERVER)),
    JOBRUNR_SERVER("jobrunr-server", "JobRunr", 5, () -> new JobRunrTasks(JobRunrTasks.Storage.SERVER));

    private final String title;
    private final String heading;
    private final int divisor;
    private final Supplier<TaskContestant> factory;

    TaskEntrant(String title, String heading, int divisor, Supplier<TaskContestant> factory) {
        this.title = title;
        this.heading = heading;
        this.divisor = divisor;
        this.factory = factory;
    }

    static TaskEntrant named(String title) {
        return Arrays.stream(values())
                .filter(entrant -> entrant.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No contestant is named \"" + title + "\"; there are "
                        + Arrays.stream(values()).map(TaskEntrant::title).collect(Collectors.joining(", "))));
    }

    /** The name in options and directories. */
    String title() {
        return title;
    }

    /** Whether its store is on the server of the race rather than in its process. */
    boolean isOnServer() {
        return title.endsWith("-server");
    }

    /** Whether what it enqueues can be part of a transaction of the caller's. */
    boolean joinsTransactions() {
        return this == KINDRED_SERVER || this == DB_SCHEDULER_SERVER;
    }

    /** Those of one kind. */
    static List<TaskEntrant> all(boolean onServer) {
        return Arrays.stream(values())
                .filter(entrant -> entrant.isOnServer() == onServer)
                .toList();
    }

    /** The heading of the column. */
    String heading() {
        return heading;
    }

    /** How many of the tasks it drains: slow ones fewer, since it is the rate that is compared. */
    int share(int tasks) {
        return Math.max(1, tasks / divisor);
    }

    TaskContestant contestant() {
        return factory.get();
    }
}
