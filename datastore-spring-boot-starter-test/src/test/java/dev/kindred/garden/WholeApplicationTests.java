package dev.kindred.garden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.test.DatastoreCleaner;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The slice's store under the whole application. */
@SpringBootTest
@AutoConfigureTestDatastore
class WholeApplicationTests {

    @Autowired
    Gardener gardener;

    @Autowired
    DatastoreCleaner cleaner;

    @Autowired
    StorageEngine engine;

    @AfterEach
    void empty() {
        cleaner.deleteAll();
    }

    @Test
    void runsInMemory() {
        gardener.plants().save(Plant.named("Oak"));

        assertThat(engine.status().engine()).isEqualTo("memory");
        assertThat(cleaner.deleteAll()).isEqualTo(1);
    }
}
