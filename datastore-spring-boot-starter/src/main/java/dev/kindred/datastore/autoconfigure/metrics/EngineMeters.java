package dev.kindred.datastore.autoconfigure.metrics;

import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.store.StorageEngine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * What the engine tells of itself, as meters, from the start of the context on: before, it is closed and tells little. Reading never opens the engine; while it is
 * closed there is no number.
 */
final class EngineMeters implements ApplicationListener<ContextRefreshedEvent> {

    private final MeterRegistry registry;
    private final StorageEngine engine;

    EngineMeters(MeterRegistry registry, StorageEngine engine) {
        this.registry = registry;
        this.engine = engine;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        Gauge.builder("datastore.open", engine, e -> e.isOpen() ? 1 : 0)
                .description("Whether the engine is open")
                .register(registry);
        Gauge.builder("datastore.version", engine, e -> e.status().version())
                .description("The version of the last commit")
                .register(registry);
        Map<String, Object> facts = engine.status().details();
        gauge(facts, "openTransactions", "datastore.transactions.open", "transactions", "Transactions that are open");
        gauge(facts, "estimatedRows", "datastore.rows", "rows", "Rows of entities, indexes and tasks, as estimated");
        gauge(facts, "storedBytes", "datastore.stored.size", "bytes", "Size of the stored files");
        gauge(facts, "blockCacheBytes", "datastore.block.cache.size", "bytes", "Memory outside the heap in use");
        gauge(facts, "cacheBytes", "datastore.cache.size", "bytes", "Heap in use by the cache of entities");
        counter(facts, "cacheHits", "hit");
        counter(facts, "cacheMisses", "miss");
        if (engine instanceof PostgresEngine postgres) {
            new ServerMeters(postgres).register(registry);
        }
    }

    private void gauge(Map<String, Object> facts, String fact, String name, String unit, String description) {
        if (facts.get(fact) instanceof Number) {
            Gauge.builder(name, () -> read(fact))
                    .description(description)
                    .baseUnit(unit)
                    .register(registry);
        }
    }

    private void counter(Map<String, Object> facts, String fact, String result) {
        if (facts.get(fact) instanceof Number) {
            FunctionCounter.builder("datastore.cache.gets", engine, e -> read(fact))
                    .description("Reads of entities that asked the cache")
                    .tag("result", result)
                    .register(registry);
        }
    }

    private double read(String fact) {
        return engine.status().details().get(fact) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
