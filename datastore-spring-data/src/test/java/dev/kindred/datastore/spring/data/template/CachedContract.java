package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.Cached;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

abstract class CachedContract {

    @Cached
    record City(@Id Long id, String name, List<String> tags) {}

    @Cached(cache = "lands")
    record Land(@Id String id, Ref<City> capital) {}

    private final TestEngine engine;
    private final LocalDatastore store;
    private final CountingDatastore counting;
    private final Datastore datastore;
    private final ConcurrentMapCacheManager manager = new ConcurrentMapCacheManager();
    private final DatastoreTemplate template;
    private final TransactionTemplate transactions;
    private final TransactionTemplate reading;

    CachedContract(TestEngine engine) {
        this.engine = engine;
        store = engine.open();
        counting = new CountingDatastore(store);
        datastore = counting.datastore();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        template.setCacheManager(manager);
        transactions = new TransactionTemplate(new DatastoreTransactionManager(datastore));
        reading = new TransactionTemplate(transactions.getTransactionManager());
        reading.setReadOnly(true);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static City city(long id, String name) {
        return new City(id, name, new ArrayList<>(List.of("t")));
    }

    private Cache cache() {
        return manager.getCache("datastore:City");
    }

    private int lookups() {
        return counting.calls().getOrDefault("findAll", 0);
    }

    private boolean isCached(long id) {
        return cache().get(template.createKey(City.class, id)) != null;
    }

    @Test
    void a2_entitiesAreReadOnceByIdAndThroughReferencesAndEachReadMakesItsOwnObject() {
        template.save(city(1, "Graz"));
        template.save(new Land("at", Ref.to(template.createKey(City.class, 1))));

        City first = template.getById(1, City.class);
        City second = template.getById(1, City.class);
        City third = template.getById("at", Land.class).capital().get();

        assertThat(lookups()).isEqualTo(2); // the city and the land
        assertThat(second).isEqualTo(first).isNotSameAs(first);
        assertThat(third).isEqualTo(first);
        assertThat(cache().get(template.createKey(City.class, 1)).get()).isInstanceOf(Entity.class);
        assertThat(manager.getCache("lands").get(template.createKey(Land.class, "at")))
                .isNotNull();
        template.findAll(City.class);
        assertThat(template.findAllById(List.of(2, 1, 2, 1), City.class)).hasSize(2);
        assertThat(template.existsById(1, City.class)).isTrue();
        assertThat(lookups()).isEqualTo(3); // 2 is not there, which is not remembered
        assertThat(template.existsById(2, City.class)).isFalse();
        assertThat(lookups()).isEqualTo(4);
    }

    @Test
    void a2_everyKindOfWriteTakesTheEntityOut() {
        List<Runnable> writes = List.of(
                () -> template.save(city(1, "b")),
                () -> template.update(city(1, "c")),
                () -> template.saveAll(List.of(city(1, "d"), city(2, "d"))),
                () -> template.execute(entities -> entities.put(template.toEntity(city(1, "e")))),
                () -> template.update(1, City.class).set("name", "p").execute(),
                () -> template.delete(city(1, "p")),
                () -> template.insert(city(1, "f")),
                () -> template.deleteById(1, City.class),
                () -> template.save(city(1, "g")),
                () -> template.deleteAll(City.class));
        template.save(city(1, "a"));
        for (Runnable write : writes) {
            template.findById(1, City.class);
            template.findById(1, City.class);

            write.run();

            assertThat(isCached(1)).isFalse();
            assertThat(template.findById(1, City.class).map(City::name))
                    .isEqualTo(java.util.Optional.ofNullable(store.find(template.createKey(City.class, 1)))
                            .map(entity ->
                                    template.fromEntity(entity, City.class).name()));
        }
    }

    @Test
    void a2_pain24_aTransactionEvictsWhenItCommitsAndNotWhenItRollsBack() {
        template.save(city(1, "old"));
        template.getById(1, City.class);

        transactions.executeWithoutResult(status -> {
            template.save(city(1, "lost"));
            assertThat(template.getById(1, City.class).name()).isEqualTo("lost");
            assertThat(isCached(1)).isTrue();
            status.setRollbackOnly();
        });
        assertThat(isCached(1)).isTrue();
        assertThat(template.getById(1, City.class).name()).isEqualTo("old");

        transactions.executeWithoutResult(status -> template.save(city(1, "new")));
        assertThat(isCached(1)).isFalse();
        assertThat(template.getById(1, City.class).name()).isEqualTo("new");
        assertThat(isCached(1)).isTrue();
    }

    @Test
    void a2_transactionsThatMayWriteReadTheirSnapshotAndNeitherTakeNorGive() {
        template.save(city(1, "old"));
        template.getById(1, City.class);

        assertThatConflict(() -> transactions.executeWithoutResult(status -> {
            template.getById(1, City.class); // counts as read, although it is cached
            otherwise(() -> template.save(city(1, "other")));
            template.save(city(2, "by what was read"));
        }));
        transactions.executeWithoutResult(status -> template.getById(1, City.class));

        assertThat(isCached(1)).isFalse();
    }

    private static void assertThatConflict(Runnable work) {
        org.assertj.core.api.Assertions.assertThatExceptionOfType(ConcurrencyFailureException.class)
                .isThrownBy(work::run);
    }

    /** In another thread, without this one's transaction. */
    private static void otherwise(Runnable work) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            executor.submit(work).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a2_readOnlyTransactionsTakeFromTheCacheWhatIsAsOldAsTheirSnapshot() {
        template.save(city(1, "old"));
        reading.executeWithoutResult(status -> template.getById(1, City.class)); // fills
        reading.executeWithoutResult(status -> {
            assertThat(isCached(1)).isTrue();
            assertThat(template.getById(1, City.class).name()).isEqualTo("old");
            engine.haveSnapshot(() -> template.existsById(2, City.class));

            otherwise(() -> {
                template.save(city(1, "new"));
                template.getById(1, City.class); // the cache has it
            });

            assertThat(template.getById(1, City.class).name()).isEqualTo("old");
        });

        assertThat(template.getById(1, City.class).name()).isEqualTo("new");
    }

    @Test
    void a2_aReaderThatBeganBeforeACommitDoesNotPutTheOldStateBack() throws Exception {
        template.save(city(1, "old"));
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        DatastoreTemplate slow = new DatastoreTemplate(
                StoppingDatastore.after(store, "findAll", () -> {
                    if (first.compareAndSet(true, false)) {
                        read.countDown();
                        goOn.await(20, TimeUnit.SECONDS);
                    }
                }),
                new MappingDatastoreConverter(new DatastoreMappingContext()));
        slow.setCacheManager(manager);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<City> reader = executor.submit(() -> slow.getById(1, City.class));
            assertThat(read.await(20, TimeUnit.SECONDS)).isTrue(); // it has the old state in hand
            slow.save(city(1, "new"));
            goOn.countDown();

            assertThat(reader.get(20, TimeUnit.SECONDS).name()).isEqualTo("old");
            assertThat(isCached(1)).isFalse();
            assertThat(slow.getById(1, City.class).name()).isEqualTo("new");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a2_whileACommitIsUnderWayReadersLookIntoTheStoreAndPutNothing() {
        template.save(city(1, "old"));
        template.getById(1, City.class);
        AtomicReference<String> seen = new AtomicReference<>();

        transactions.executeWithoutResult(status -> {
            template.save(city(1, "new"));
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() { // committed, and the entry is still there
                    otherwise(() -> seen.set(template.getById(1, City.class).name()));
                }
            });
        });

        assertThat(seen.get()).isEqualTo("new");
        assertThat(isCached(1)).isFalse();
        assertThat(template.getById(1, City.class).name()).isEqualTo("new");
    }

    @Test
    void a2_innerTransactionsAndWorkAfterTheCommitKeepTheirOwnAccounts() {
        template.saveAll(List.of(city(1, "a"), city(2, "a"), city(3, "a")));
        TransactionTemplate own = new TransactionTemplate(transactions.getTransactionManager());
        own.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        engine.commit(() -> {
            template.findAllById(List.of(1, 2, 3), City.class);

            transactions.executeWithoutResult(outer -> {
                template.save(city(1, "b"));
                own.executeWithoutResult(inner -> template.save(city(2, "b")));
                assertThat(isCached(1)).isTrue();
                assertThat(isCached(2)).isFalse();
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        own.executeWithoutResult(next -> template.save(city(3, "b")));
                    }
                });
            });
        });

        assertThat(template.findAllById(List.of(1, 2, 3), City.class))
                .extracting(City::name)
                .containsOnly("b");
        assertThat(List.of(isCached(1), isCached(2), isCached(3))).containsOnly(true);
    }

    @Test
    void a2_withoutACacheManagerReadsGoToTheStore() {
        DatastoreTemplate without =
                new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        without.save(city(1, "a"));

        without.getById(1, City.class);
        without.getById(1, City.class);

        assertThat(counting.calls()).containsEntry("find", 2);
    }

    @Test
    void a2_cacheThatTheManagerDoesNotHaveIsNamed() {
        template.setCacheManager(new ConcurrentMapCacheManager("others"));
        template.findAll(City.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> template.findById(1, City.class))
                .withMessageContaining("There is no cache \"datastore:City\" for kind \"City\"");
    }

    @Test
    void a2_cacheThatCannotEvictDoesNotHideTheCommit() {
        ConcurrentMapCache broken = new ConcurrentMapCache("datastore:City") {
            @Override
            public void evict(Object key) {
                throw new IllegalStateException("gone");
            }
        };
        template.setCacheManager(new ConcurrentMapCacheManager() {
            @Override
            protected Cache createConcurrentMapCache(String name) {
                return broken;
            }
        });

        template.save(city(1, "a"));

        assertThat(template.getById(1, City.class).name()).isEqualTo("a");
    }
}
