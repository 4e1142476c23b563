package dev.kindred.datastore.autoconfigure.metrics;

import dev.kindred.datastore.spring.data.transaction.RetryObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the conflicts of transactions, by the method that was repeated or given up. */
final class RetryMeters implements RetryObserver {

    private final MeterRegistry registry;

    RetryMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void conflicted(String work, int attempt, RuntimeException conflict, Outcome outcome) {
        Counter.builder("datastore.transaction.conflicts")
                .description("Attempts of transactions that conflicted, and whether they were repeated")
                .tag("method", work)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
