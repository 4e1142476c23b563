package dev.kindred.garden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.test.DatastoreCleaner;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureTestDatastore;
import dev.kindred.datastore.test.autoconfigure.DataDatastoreTest;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** On files, without the transaction around, and with a component. */
@DataDatastoreTest(
        includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Gardener.class),
        excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Trimming.class))
@AutoConfigureTestDatastore(engine = "rocksdb")
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class CommittingSliceTests {

    @Autowired
    Gardener gardener;

    @Autowired
    DatastoreCleaner cleaner;

    @Autowired
    Datastore datastore;

    @Autowired
    StorageEngine engine;

    @Test
    void pain20_cleanerDeletesAllKindsInAllNamespaces() {
        gardener.plants()
                .saveAll(IntStream.range(0, 1_100)
                        .mapToObj(number -> Plant.named("plant " + number))
                        .toList());
        datastore.put(
                Entity.builder(datastore.partition().withNamespace("other").key("Shed", "garden"))
                        .build());

        assertThat(cleaner.deleteAll()).isEqualTo(1_101);
        assertThat(cleaner.deleteAll()).isZero();
        assertThat(datastore.metadata().namespaces()).isEmpty();
        assertThat(gardener.plants().count()).isZero();
    }

    @Test
    void filtersAddAndTakeAwayComponents() {
        assertThat(gardener.plants().save(Plant.named(" Moss ")).name()).isEqualTo(" Moss ");

        cleaner.deleteAll();
    }

    @Test
    void theFilesAreNotThoseOfTheApplication() throws java.io.IOException {
        Path directory = Path.of((String) engine.status().details().get("path"));

        assertThat(directory.toRealPath())
                .startsWith(Path.of(System.getProperty("java.io.tmpdir")).toRealPath());
    }
}
