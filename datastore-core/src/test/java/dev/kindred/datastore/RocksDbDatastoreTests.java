package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbDatastoreTests extends DatastoreContract {

    @TempDir
    private static Path directory;

    private static final AtomicInteger engines = new AtomicInteger();

    @Override
    protected StorageEngine newEngine() {
        // What survives a loss of power is the engine's own tests' concern; here it would be most of the time.
        return RocksDbEngine.at(directory.resolve("data" + engines.incrementAndGet()))
                .durability(Durability.OS)
                .build();
    }

    private static LocalDatastore at(Path path) {
        return LocalDatastore.on(
                        RocksDbEngine.at(path).durability(Durability.OS).build())
                .build();
    }

    private static Entity entity(long id, Value n) {
        return Entity.builder(Key.of("K", id)).set("n", n).set("m", id % 2).build();
    }

    @Test
    void everythingIsThereAfterAnotherProcessOpensTheDirectory(@TempDir Path path) {
        Query byN = Query.kind("K").orderBy(Order.descending("n"));
        List<Entity> before;
        Cursor cursor;
        try (LocalDatastore datastore = at(path)) {
            datastore.put(List.of(
                    entity(1, Value.of(5)),
                    entity(2, Value.of(List.of(Value.of(7), Value.of(1)))),
                    entity(3, Value.NULL),
                    entity(4, Value.of("x"))));
            before = datastore.run(byN).toList();
            QueryResults results = datastore.run(byN.limit(2));
            results.toList();
            cursor = results.cursor();
        }

        try (LocalDatastore datastore = at(path)) {
            assertThat(datastore.run(byN).toList()).isEqualTo(before);
            assertThat(datastore.run(byN.startAt(cursor)).toList()).isEqualTo(before.subList(2, 4));
            assertThat(datastore
                            .run(Query.kind("K").filter("n", Operator.GREATER_THAN, Value.NULL))
                            .toList())
                    .as("that a property has several values is remembered")
                    .extracting(Entity::key)
                    .containsExactly(Key.of("K", 2), Key.of("K", 1), Key.of("K", 4));
            datastore.put(entity(5, Value.of(6)));
            datastore.delete(Key.of("K", 1));
        }

        try (LocalDatastore datastore = at(path)) {
            assertThat(datastore.run(byN.keysOnly()).toList())
                    .extracting(Entity::key)
                    .containsExactly(Key.of("K", 4), Key.of("K", 2), Key.of("K", 5), Key.of("K", 3));
            assertThat(datastore.get(Key.of("K", 5)).version())
                    .isGreaterThan(datastore.get(Key.of("K", 4)).version());
        }
    }

    @Test
    void aReopenedStoreKeepsItsCompositeIndexesWithoutADeclaration(@TempDir Path path) {
        CompositeIndex index = CompositeIndex.on("K", "m", "-n");
        try (LocalDatastore datastore = at(path)) {
            datastore.put(List.of(entity(1, Value.of(5)), entity(2, Value.of(7)), entity(3, Value.of(9))));
            datastore.declareIndexes(List.of(index));
            datastore.buildIndexes(() -> false);
        }
        try (LocalDatastore datastore = at(path)) {
            datastore.put(entity(3, Value.of(1)));
            datastore.put(entity(5, Value.of(6)));
        }

        try (LocalDatastore datastore = at(path)) {
            datastore.declareIndexes(List.of(index));

            assertThat(datastore
                            .run(Query.kind("K")
                                    .filter("m", Operator.EQUAL, Value.of(1))
                                    .orderBy(Order.descending("n")))
                            .toList())
                    .extracting(Entity::key)
                    .containsExactly(Key.of("K", 5), Key.of("K", 1), Key.of("K", 3));
        }
    }

    @Test
    void idsGivenBeforeAreNotGivenAgainAfterReopening(@TempDir Path path) {
        Set<Key> keys = new HashSet<>();
        int given = 0;
        for (int opened = 0; opened < 4; opened++) {
            try (LocalDatastore datastore = at(path)) {
                for (int i = 0; i < 20; i++) {
                    keys.add(datastore.put(Entity.builder(Key.incomplete("K")).build()));
                    keys.addAll(datastore.allocateIds(List.of(Key.incomplete("K"))));
                    keys.add(Key.of(
                            "K",
                            datastore.allocateIdRange(Key.incomplete("K"), 1).low()));
                    given += 3;
                }
            }
        }

        assertThat(keys).hasSize(given);
    }

    @Test
    void reservedIdsAreNotGivenAfterReopening(@TempDir Path path) {
        List<Key> reserved = new ArrayList<>();
        try (LocalDatastore datastore = at(path)) {
            long count = Long.reverse(datastore
                                    .allocateIds(List.of(Key.incomplete("K")))
                                    .get(0)
                                    .id()
                            - (1L << 52))
                    >>> 13;
            for (long next = count + 900; next < count + 1_200; next++) {
                reserved.add(Key.of("K", (1L << 52) + (Long.reverse(next) >>> 13)));
            }
            reserved.add(Key.of("K", 50));
            datastore.reserveIds(reserved);
        }

        try (LocalDatastore datastore = at(path)) {
            assertThat(datastore.allocateIds(Collections.nCopies(2_000, Key.incomplete("K"))))
                    .doesNotContainAnyElementsOf(reserved);
            assertThat(datastore.allocateIdRange(Key.incomplete("K"), 1)).isEqualTo(new IdRange(51, 52));
        }
    }

    @Test
    void statisticsAreThereAfterReopeningAndGoOn(@TempDir Path path) {
        KindStatistics before;
        try (LocalDatastore datastore = at(path)) {
            datastore.put(List.of(entity(1, Value.of(5)), entity(2, Value.NULL)));
            before = datastore.metadata().statistics("K");
        }

        try (LocalDatastore datastore = at(path)) {
            assertThat(datastore.metadata().statistics("K")).isEqualTo(before);
            datastore.put(entity(3, Value.of(5)));
            datastore.delete(Key.of("K", 1));
            assertThat(datastore.metadata().statistics("K")).isEqualTo(before);
            assertThat(before.entities()).isEqualTo(2);
            assertThat(before.indexRows()).isEqualTo(6);
        }
    }

    /** What a team does that moves to another machine by exporting and importing. */
    @Test
    void aStoreFilledWithTheEntitiesOfAnotherGivesIdsOfItsOwn(@TempDir Path one, @TempDir Path other) {
        List<Entity> copies = new ArrayList<>();
        try (LocalDatastore source = at(one)) {
            for (int i = 0; i < 200; i++) {
                source.put(Entity.builder(Key.incomplete("K"))
                        .set("from", "source")
                        .build());
            }
            source.run(Query.kind("K")).forEachRemaining(copies::add);
        }

        try (LocalDatastore target = at(other)) {
            target.put(copies);
            Set<Key> fresh = new HashSet<>(target.allocateIds(Collections.nCopies(200, Key.incomplete("K"))));
            for (int i = 0; i < 200; i++) {
                fresh.add(target.put(Entity.builder(Key.incomplete("K"))
                        .set("from", "target")
                        .build()));
            }

            assertThat(fresh)
                    .hasSize(400)
                    .doesNotContainAnyElementsOf(
                            copies.stream().map(Entity::key).toList());
            assertThat(target.count(Query.kind("K").filter("from", Operator.EQUAL, Value.of("source"))))
                    .isEqualTo(200);
        }
    }
}
