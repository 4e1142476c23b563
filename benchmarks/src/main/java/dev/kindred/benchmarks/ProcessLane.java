package dev.kindred.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/** A contestant in a JVM of its own. */
final class ProcessLane implements Lane {

    private final ChildProcess process;

    ProcessLane(Entrant entrant, Path directory, int places) {
        process = new ChildProcess(
                entrant.title(), Worker.class, entrant.title(), directory.toString(), Integer.toString(places));
    }

    @Override
    public Loaded load() {
        String[] parts = process.ask("load").split(" ", 4);
        return new Loaded(parts[3], Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    @Override
    public void warmUp(Duration cpu) {
        process.ask("warm-up " + cpu.toMillis());
    }

    @Override
    public Measurement run(Operation operation, int round, Duration most) {
        return Measurement.parse(process.ask("run " + operation + " " + round + " " + most.toMillis()));
    }

    @Override
    public void close() {
        process.close();
    }
}
