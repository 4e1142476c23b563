package dev.kindred.benchmarks.tasks;

/** A contestant, in this process or another, that does what it is told a line. */
interface TaskLane extends AutoCloseable {

    /** Gives a command, see {@link TaskWorker}; the answer, or an exception. */
    String ask(String command);

    @Override
    void close();
}
