package dev.kindred.benchmarks.tasks;

/** What is measured: a row of the report each. */
enum Figure {
    ENQUEUE_1("enqueue from 1 thread, tasks/s", Better.MORE),
    ENQUEUE_8("enqueue from 8 threads, tasks/s", Better.MORE),
    ENQUEUE_4("enqueue from 4 threads, tasks/s", Better.MORE),
    ENQUEUE_16("enqueue from 16 threads, tasks/s", Better.MORE),
    TRANSACTIONS("enqueue from 8 threads, in a transaction of the caller's each, tasks/s", Better.MORE),
    BATCH("enqueue in batches of 500, tasks/s", Better.MORE),
    ENQUEUE_1_CPU("CPU to enqueue from 1 thread, µs/task", Better.LESS),
    ENQUEUE_16_CPU("CPU to enqueue from 16 threads, µs/task", Better.LESS),
    ENQUEUE_8_CPU("CPU of process and server to enqueue from 8 threads, µs/task", Better.LESS),
    ENQUEUE_8_STATEMENTS("… statements/task", Better.LESS),
    ENQUEUE_8_WAL("… bytes of write-ahead log/task", Better.LESS),
    BATCH_CPU("CPU to enqueue in batches, µs/task", Better.LESS),
    BATCH_STATEMENTS("… statements/task", Better.LESS),
    BATCH_WAL("… bytes of write-ahead log/task", Better.LESS),
    DRAIN("drain, tasks/s", Better.MORE),
    DRAIN_FROM_FIRST("drain from the start of the first task, tasks/s", Better.MORE),
    DRAIN_CPU("CPU to drain, µs/task", Better.LESS),
    DRAIN_SERVER_CPU("… of it the server's", Better.LESS),
    DRAIN_STATEMENTS("… statements/task", Better.LESS),
    DRAIN_WAL("… bytes of write-ahead log/task", Better.LESS),
    DRAIN_LAST("rate of the last tenth of a drain, times that of the first", Better.NEITHER),
    START("start of the workers to the first task, ms", Better.LESS),
    LATENCY_10_P50("enqueue to start at 10/s, p50, ms", Better.LESS),
    LATENCY_10_P99("… p99, ms", Better.LESS),
    LATENCY_200_P50("enqueue to start at 200/s, p50, ms", Better.LESS),
    LATENCY_200_P99("… p99, ms", Better.LESS),
    LATENCY_TRANSACTIONS_P50(
            "the call to start at 10/s, in a transaction that commits 3 ms later, p50, ms", Better.LESS),
    LATENCY_TRANSACTIONS_P99("… p99, ms", Better.LESS),
    LATENCY_REMOTE_P50("enqueue in another process to start at 10/s, p50, ms", Better.LESS),
    LATENCY_REMOTE_P99("… p99, ms", Better.LESS),
    HALF_LOAD("half of what it enqueues from 1 thread or drains, tasks/s", Better.NEITHER),
    LATENCY_HALF_P50("enqueue to start at this half load, p50, ms", Better.LESS),
    LATENCY_HALF_P99("… p99, ms", Better.LESS),
    IDLE_STOPPED("CPU of the idle process, workers stopped, ms/s", Better.NEITHER),
    IDLE_STARTED("… workers started, ms/s", Better.NEITHER),
    IDLE_CPU("CPU of process and server, workers started and nothing to do, ms/s", Better.LESS),
    IDLE_STATEMENTS("… statements/s", Better.LESS);

    /** Whether a column is ahead with more or with less. */
    enum Better {
        MORE,
        LESS,
        NEITHER
    }

    private final String title;
    private final Better better;

    Figure(String title, Better better) {
        this.title = title;
        this.better = better;
    }

    String title() {
        return title;
    }

    Better better() {
        return better;
    }
}
