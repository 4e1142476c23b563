package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.SerializabilityCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of several processes on one store. */
class PostgresSerializabilityTests {

    @Test
    void transactionsOfTwoEnginesOnOneStoreAreSerializableAndSoAreReadersThatAskForIt() {
        String schema = TestServer.newSchema();
        try (PostgresEngine one = PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .build();
                PostgresEngine other = PostgresEngine.on(TestServer.dataSource())
                        .schema(schema)
                        .build()) {
            one.open();
            other.open();

            new SerializabilityCheck(List.of(one, other), System.nanoTime(), SerializabilityCheck.Order.OF_SOME_KIND)
                    .run(4, 100);
        }
    }
}
