package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.event.AfterConvertCallback;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.mapping.callback.EntityCallbacks;

abstract class SeveralContract {

    enum Color {
        RED
    }

    record City(@Id @Nullable Long id, String name) {}

    record Versioned(@Id String id, @Version @Nullable Long version) {}

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    SeveralContract(TestEngine engine) {
        datastore = engine.open();
        template = template(datastore);
    }

    private static DatastoreTemplate template(dev.kindred.datastore.Datastore datastore) {
        return new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private static List<City> cities(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new City(null, "city " + i))
                .toList();
    }

    @Test
    void t8_saveAllOfTenThousandNewObjectsIsOneBatchAndNoCallForIds() {
        CountingDatastore counting = new CountingDatastore(datastore);

        List<City> saved = template(counting.datastore()).saveAll(cities(10_000));

        assertThat(saved).extracting(City::id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(counting.calls()).containsEntry("put", 1).doesNotContainKeys("allocateIds", "allocateIdRange");
        assertThat(template.count(City.class)).isEqualTo(10_000);
    }

    @Test
    void t8_saveEachTellsWhatBecameOfEveryObjectInOrder() {
        template.save(new Versioned("b", null));
        List<Boolean> progress = new ArrayList<>();

        List<SaveOutcome<Versioned>> outcomes = template.saveEach(
                List.of(new Versioned("a", null), new Versioned("b", null), new Versioned("c", null)),
                outcome -> progress.add(outcome.isSaved()));

        assertThat(outcomes).extracting(outcome -> outcome.given().id()).containsExactly("a", "b", "c");
        assertThat(progress).containsExactly(true, false, true);
        assertThat(outcomes.get(0).orThrow()).isEqualTo(new Versioned("a", 1L));
        assertThat(outcomes.get(1).failure()).isInstanceOf(DuplicateKeyException.class);
        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> outcomes.get(1).orThrow());
        assertThat(template.count(Versioned.class)).isEqualTo(3);
    }

    @Test
    void t8_saveEachGoesInBatchesAndNotWithinATransaction() {
        CountingDatastore counting = new CountingDatastore(datastore);

        List<SaveOutcome<City>> outcomes = template(counting.datastore()).saveEach(cities(1_100));

        assertThat(outcomes).hasSize(1_100).allMatch(SaveOutcome::isSaved);
        assertThat(counting.calls()).containsEntry("put", 3);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.performTransaction(transaction -> transaction.saveEach(cities(1))))
                .withMessageContaining("saveAll");
        assertThat(template.saveEach(List.<City>of())).isEmpty();
    }

    @Test
    void t2_findAllByIdAsMapKeepsTheAskedOrderAndLeavesAbsentOnesOut() {
        template.saveAll(List.of(new City(1L, "Oslo"), new City(2L, "Roma")));

        Map<Long, City> found = template.findAllByIdAsMap(List.of(2L, 7L, 1L, 2L), City.class);

        assertThat(found).containsExactly(entry(2L, new City(2L, "Roma")), entry(1L, new City(1L, "Oslo")));
    }

    @Test
    void t3_streamMakesObjectsAsTheyAreTaken() {
        template.saveAll(cities(1_000));
        AtomicInteger made = new AtomicInteger();
        EntityCallbacks callbacks = EntityCallbacks.create((AfterConvertCallback<City>) (city, entity) -> {
            made.incrementAndGet();
            return city;
        });
        DatastoreTemplate counting = template(datastore);
        counting.setEntityCallbacks(callbacks);

        try (Stream<City> stream = counting.query(City.class).stream()) {
            assertThat(stream.limit(10)).hasSize(10);
        }

        assertThat(made).hasValue(10);
    }

    @Test
    void t5_upsertIsSave() {
        City saved = template.upsert(new City(null, "Oslo"));

        template.upsert(new City(saved.id(), "Kristiania"));

        assertThat(template.findAll(City.class)).containsExactly(new City(saved.id(), "Kristiania"));
    }

    @Test
    void t19_mapIsStoredAndFoundWithValuesOfManyTypes() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "Oslo");
        values.put("number", 7);
        values.put("real", 1.5);
        values.put("truth", true);
        values.put("moment", Instant.parse("2026-01-02T03:04:05Z"));
        values.put("color", Color.RED);
        values.put("nothing", null);
        values.put("list", Arrays.asList("a", 1, null));
        values.put("map", Map.of("inner", 2));
        values.put("key", template.createKey(City.class, 1L));
        values.put("amount", new BigDecimal("19.99"));
        Key key = datastore.partition().incompleteKey("Anything");

        Key stored = template.writeMap(key, values);
        Map<String, @Nullable Object> found = template.findByIdAsMap(stored).orElseThrow();

        assertThat(stored.isIncomplete()).isFalse();
        assertThat(found)
                .containsEntry("text", "Oslo")
                .containsEntry("number", 7L)
                .containsEntry("real", 1.5)
                .containsEntry("truth", true)
                .containsEntry("moment", Instant.parse("2026-01-02T03:04:05Z"))
                .containsEntry("color", "RED")
                .containsEntry("nothing", null)
                .containsEntry("list", Arrays.asList("a", 1L, null))
                .containsEntry("map", Map.of("inner", 2L))
                .containsEntry("key", template.createKey(City.class, 1L));
        assertThat(template.query("Anything")
                        .where("number")
                        .is(7)
                        .and("color")
                        .is(Color.RED)
                        .count())
                .isEqualTo(1);
        assertThat(template.query("Anything")
                        .where("amount")
                        .is(new BigDecimal("19.99"))
                        .count())
                .isEqualTo(1);
        assertThat(template.findByIdAsMap(datastore.partition().key("Anything", 12345)))
                .isEmpty();
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.writeMap(key, Map.of("thread", Thread.currentThread())))
                .withMessageContaining("thread");
    }

    @Test
    void t19_objectIsFoundAsMapOfItsStoredProperties() {
        template.save(new City(1L, "Oslo"));

        assertThat(template.findByIdAsMap(1L, City.class)).contains(Map.of("name", "Oslo"));
    }

    @Test
    void t20_idsAreAllocatedAndReserved() {
        assertThat(template.allocateIds(City.class, 3)).hasSize(3).doesNotHaveDuplicates();

        template.reserveIds(City.class, List.of(1L, 2L, 3L));

        Key incomplete = datastore.partition().incompleteKey("City");
        assertThat(datastore.allocateIdRange(incomplete, 1).low()).isGreaterThan(3);
    }

    @Test
    void t19_kindsNamespacesAndPropertiesAreListed() {
        template.save(new City(1L, "Oslo"));
        template.writeMap(datastore.partition().withNamespace("other").key("Note", 1), Map.of("text", "x"));

        assertThat(template.kinds()).containsExactly("City");
        assertThat(template.namespaces()).containsExactly("", "other");
        assertThat(template.properties("City")).containsOnlyKeys("name");
    }

    @Test
    void t17_severalNumbersAreComputedInOnePass() {
        template.saveAll(cities(3));

        assertThat(template.aggregate(AggregationQuery.of(
                                Query.kind("City"), Aggregation.count().as("n")))
                        .get("n"))
                .isEqualTo(Value.of(3));
    }
}
