package dev.kindred.datastore.autoconfigure.metrics;

import dev.kindred.datastore.DatastoreObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Times what is done with the datastore. The timers are made once: recording looks nothing up by name. */
final class DatastoreMeters implements DatastoreObserver {

    private final Map<Operation, Map<Outcome, Timer>> timers = new EnumMap<>(Operation.class);

    DatastoreMeters(MeterRegistry registry) {
        for (Operation operation : Operation.values()) {
            Map<Outcome, Timer> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                byOutcome.put(outcome, timer(operation, outcome).register(registry));
            }
            timers.put(operation, byOutcome);
        }
    }

    @Override
    public void finished(Operation operation, Outcome outcome, long nanos) {
        Map<Outcome, Timer> byOutcome = timers.get(operation);
        Timer timer = byOutcome == null ? null : byOutcome.get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private static Timer.Builder timer(Operation operation, Outcome outcome) {
        Timer.Builder timer = operation == Operation.COMMIT
                ? Timer.builder("datastore.commit")
                        .description("Commits of transactions; each attempt that conflicted counts as one")
                : Timer.builder("datastore.operation")
                        .description("Calls of the datastore; a query until its first results")
                        .tag("operation", tag(operation));
        return timer.tag("outcome", tag(outcome));
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
