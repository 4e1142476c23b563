package dev.kindred.datastore;

import dev.kindred.datastore.engine.postgres.Dialect;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.engine.postgres.SchemaMode;
import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.StorageEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The ways for a server that lacks some of what PostgreSQL has, on PostgreSQL: that they are right, not that such a server takes them. */
class PostgresPortableTests {

    private static final StorageEngine engine = portable();

    private static int applications;

    /** On tables that PostgreSQL understands. */
    private static StorageEngine portable() {
        PostgresEngine.Builder builder = TestServer.engine();
        try (StorageEngine maker = builder.build()) {
            maker.open();
        }
        return builder.schemaMode(SchemaMode.VALIDATE).dialect(Dialect.YUGABYTE).build();
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    private static LocalDatastore empty() {
        return LocalDatastore.on(engine)
                .partition(new Partition("application" + ++applications, ""))
                .build();
    }

    @Nested
    class Entities extends EntityContract {
        Entities() {
            super(empty());
        }
    }

    @Nested
    class Queries extends QueryContract {
        Queries() {
            super(empty());
        }
    }

    @Nested
    class Randomized extends RandomizedContract {
        Randomized() {
            super(empty(), DatastoreContract.Conflicts.OF_CYCLES);
        }
    }
}
