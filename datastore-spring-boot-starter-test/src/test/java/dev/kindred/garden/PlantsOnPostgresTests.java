package dev.kindred.garden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.postgres.TestServer;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore;
import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.transaction.AfterTransaction;

/** The slice on a PostgreSQL server. */
// tag::postgres[]
@DataDatastoreTest
@AutoConfigureTestDatastore(engine = "postgres")
class PlantsOnPostgresTests {

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("kindred.datastore.postgres.url", TestServer::url);
        properties.add("kindred.datastore.postgres.schema-name", TestServer::newSchema);
    }

    // end::postgres[]

    @Autowired
    Plants plants;

    @Autowired
    StorageEngine engine;

    @AfterTransaction
    void nothingIsLeftOfThisTest() {
        assertThat(plants.count()).isZero();
    }

    @Test
    void whatIsSavedIsFoundByKeyAndByQueryInTheSameTransactionAndRolledBack() {
        Plant rose = plants.save(Plant.named("Rose"));
        plants.save(Plant.named("Tulip"));

        assertThat(engine.status().engine()).isEqualTo("postgres");
        assertThat(plants.findById(rose.id())).contains(rose);
        assertThat(plants.findByNameStartingWith("R")).containsExactly(rose);
    }
}
