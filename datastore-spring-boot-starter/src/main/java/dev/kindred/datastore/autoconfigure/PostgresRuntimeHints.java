package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** The statements that make the tables on PostgreSQL. What the driver and the pool need is in GraalVM's repository of metadata. */
final class PostgresRuntimeHints implements RuntimeHintsRegistrar {

    static final String SCHEMA = "dev/kindred/datastore/engine/postgres/schema.sql";

    PostgresRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern(SCHEMA);
    }
}
