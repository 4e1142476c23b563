package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the snapshot of results that nobody closes. */
abstract class AbandonedResultsContract {

    private static final Query ALL = Query.kind("K");

    private StorageEngine engine;
    private LocalDatastore datastore;

    abstract StorageEngine newEngine();

    @BeforeEach
    void open() {
        engine = newEngine();
        datastore = LocalDatastore.on(engine).build();
        datastore.put(LongStream.rangeClosed(1, 2_000)
                .mapToObj(
                        id -> Entity.builder(datastore.partition().key("K", id)).build())
                .toList());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void forgottenResultsFreeTheirSnapshot() {
        takeOneAndForget();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(snapshots()).isZero();
        });
    }

    @Test
    void resultsThatAreStillReadKeepTheirSnapshot() {
        try (QueryResults results = datastore.run(ALL)) {
            results.next();
            System.gc();
            datastore.delete(LongStream.rangeClosed(1, 2_000)
                    .mapToObj(id -> datastore.partition().key("K", id))
                    .toList());
            System.gc();

            assertThat(snapshots()).isOne();
            assertThat(results.toList()).hasSize(1_999);
        }
        assertThat(snapshots()).isZero();
    }

    @Test
    void forgettingThemAfterTheEngineWasClosedHarmsNothing() {
        takeOneAndForget();
        engine.close();
        System.gc();

        engine.open();
        assertThat(datastore.count(ALL)).isIn(0L, 2_000L);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(snapshots()).isZero();
        });
    }

    private void takeOneAndForget() {
        assertThat(datastore.run(ALL).next().key().id()).isOne();
        assertThat(snapshots()).isOne();
    }

    private int snapshots() {
        return (int) engine.status().details().get("openTransactions");
    }
}
