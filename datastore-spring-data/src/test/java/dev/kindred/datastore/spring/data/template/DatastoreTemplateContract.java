package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.mapping.MappingException;

abstract class DatastoreTemplateContract {

    record City(@Id Long id, String name, int population) {}

    record Numbered(@Id int id, String name) {}

    record Document(@Id Long id, @Version Long version, String text) {}

    static class Page {
        @Id
        String id;

        @Version
        int version;

        String text;

        Page(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    DatastoreTemplateContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    // Reading

    @Test
    void t2_findAllByIdKeepsTheAskedOrderAnswersDoublesTwiceAndLeavesAbsentOnesOut() {
        cities(7, 3, 900, 1, 450);

        List<City> found = template.findAllById(List.of(7, 3, 900, 1, 450, 3, 12345), City.class);

        assertThat(found).extracting(City::id).containsExactly(7L, 3L, 900L, 1L, 450L, 3L);
    }

    @Test
    void t1_absentObjectIsEmptyOrAnErrorAsAsked() {
        assertThat(template.findById(5L, City.class)).isEmpty();
        assertThat(template.existsById(5L, City.class)).isFalse();
        assertThatExceptionOfType(EmptyResultDataAccessException.class)
                .isThrownBy(() -> template.getById(5L, City.class))
                .withMessageContaining("City")
                .withMessageContaining("\"5\"");
    }

    @Test
    void t4_existsMakesNoObject() {
        Entity unreadable = Entity.builder(template.createKey(City.class, 7L))
                .set("name", "Oslo")
                .set("population", "many")
                .build();
        datastore.put(unreadable);

        assertThat(template.existsById(7L, City.class)).isTrue();
        assertThat(template.exists(template.query(City.class).toQuery())).isTrue();
        assertThatExceptionOfType(MappingException.class).isThrownBy(() -> template.getById(7L, City.class));
    }

    @Test
    void t21_callbackWorksOnEntitiesInTheTransactionOfTheThreadAndFailsWithSpringsExceptions() {
        Entity oslo = Entity.builder(template.createKey(City.class, 7L))
                .set("name", "Oslo")
                .set("population", 1)
                .build();

        assertThatIllegalStateException()
                .isThrownBy(() -> template.performTransaction(transaction -> {
                    transaction.execute(entities -> entities.put(oslo));
                    throw new IllegalStateException("changed my mind");
                }));
        assertThat(template.existsById(7L, City.class)).isFalse();
        assertThat(template.<Key>execute(entities -> entities.put(oslo))).isEqualTo(oslo.key());
        assertThat(template.getById(7L, City.class)).isEqualTo(new City(7L, "Oslo", 1));
        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> template.execute(entities -> entities.insert(List.of(oslo))));
    }

    @Test
    void t12_findOneThrowsWhenThereAreSeveral() {
        cities(1, 2);

        assertThat(template.findOne(template.query(City.class).toQuery().limit(1), City.class))
                .isPresent();
        assertThat(template.findOne(byName("none"), City.class)).isEmpty();
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> template.findOne(template.query(City.class).toQuery(), City.class));
    }

    @Test
    void t4_t11_countsAndExistsFollowTheQuery() {
        cities(1, 2, 3);

        assertThat(template.count(City.class)).isEqualTo(3);
        assertThat(template.count(byName("city 2"))).isEqualTo(1);
        assertThat(template.exists(byName("city 2"))).isTrue();
        assertThat(template.exists(byName("city 9"))).isFalse();
        assertThat(template.keys(byName("city 2"))).containsExactly(Key.of("City", 2));
    }

    @Test
    void t3_streamReadsAsItIsTakenAndCanBeClosedEarly() {
        cities(1, 2, 3);

        try (Stream<City> stream = template.stream(template.query(City.class).toQuery(), City.class)) {
            assertThat(stream.limit(2)).extracting(City::id).containsExactly(1L, 2L);
        }
        assertThat(template.stream(template.query(City.class).toQuery(), City.class))
                .hasSize(3);
    }

    // Scrolling

    @Test
    void t14_g3_windowsByCursorVisitEverythingOnceAndGoOnWhateverIsWrittenInBetween() {
        cities(IntStream.rangeClosed(1, 10).toArray());
        Query query = byPopulationDescending().limit(4);

        Window<City> first = template.scroll(query, ScrollPosition.keyset(), City.class);
        template.deleteById(first.getContent().get(0).id(), City.class);
        Window<City> second = template.scroll(query, first.positionAt(3), City.class);
        Window<City> third = template.scroll(query, second.positionAt(3), City.class);

        assertThat(ids(first)).containsExactly(10L, 9L, 8L, 7L);
        assertThat(first.hasNext()).isTrue();
        assertThat(ids(second)).containsExactly(6L, 5L, 4L, 3L);
        assertThat(ids(third)).containsExactly(2L, 1L);
        assertThat(third.hasNext()).isFalse();
    }

    @Test
    void g3_cursorOfAPositionGoesToTheClientAndBackAsText() {
        cities(1, 2, 3);
        Query query = byPopulationDescending().limit(2);
        Window<City> first = template.scroll(query, ScrollPosition.keyset(), City.class);

        String text = template.cursor(first.positionAt(1)).toUrlSafe();
        Window<City> second = template.scroll(query, template.position(Cursor.fromUrlSafe(text)), City.class);

        assertThat(ids(second)).containsExactly(1L);
        assertThat(template.cursor(template.position(null))).isNull();
    }

    @Test
    void t14_g3_windowsBackwardGiveTheElementsBeforeInTheSameOrder() {
        cities(IntStream.rangeClosed(1, 10).toArray());
        Query query = byPopulationDescending().limit(3);
        Window<City> first = template.scroll(query, ScrollPosition.keyset(), City.class);
        Window<City> second = template.scroll(query, first.positionAt(2), City.class);
        Window<City> third = template.scroll(query, second.positionAt(2), City.class);

        KeysetScrollPosition start = (KeysetScrollPosition) third.positionAt(0);
        Window<City> before = template.scroll(query, start.backward(), City.class);
        Window<City> beforeThat = template.scroll(query, before.positionAt(0), City.class);

        assertThat(ids(before)).containsExactly(7L, 6L, 5L);
        assertThat(before.hasNext()).isTrue();
        assertThat(ids(beforeThat)).containsExactly(10L, 9L, 8L);
        assertThat(beforeThat.hasNext()).isFalse();
    }

    @Test
    void t14_windowsByOffsetWorkToo() {
        cities(1, 2, 3, 4, 5);
        Query query = byPopulationDescending().limit(2);

        Window<City> first = template.scroll(query, ScrollPosition.offset(), City.class);
        Window<City> second = template.scroll(query, first.positionAt(1), City.class);

        assertThat(ids(first)).containsExactly(5L, 4L);
        assertThat(ids(second)).containsExactly(3L, 2L);
        assertThat(second.hasNext()).isTrue();
    }

    @Test
    void t14_scrollWithoutLimitAndForeignPositionsAreRefused() {
        cities(1, 2);
        Window<City> window = template.scroll(byPopulationDescending().limit(1), ScrollPosition.keyset(), City.class);

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() ->
                        template.scroll(template.query(City.class).toQuery(), ScrollPosition.keyset(), City.class))
                .withMessageContaining("limit");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.scroll(byName("x").limit(1), window.positionAt(0), City.class));
    }

    // Saving

    @Test
    void k3_saveAllOf1200NewObjectsIsOneWriteAndNoAllocationApart() {
        CountingDatastore counting = new CountingDatastore(datastore);
        DatastoreTemplate counted = new DatastoreTemplate(counting.datastore(), template.getConverter());
        List<City> given = IntStream.range(0, 1200)
                .mapToObj(i -> new City(null, "c" + i, i))
                .toList();

        List<City> saved = counted.saveAll(given);

        assertThat(counting.calls()).containsEntry("put", 1).doesNotContainKeys("allocateIds", "begin", "find");
        assertThat(saved).extracting(City::id).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(saved)
                .extracting(City::name)
                .containsExactlyElementsOf(given.stream().map(City::name).toList());
    }

    @Test
    void k3_intIdsAreCountedUpInOneBlockAndNeverOverwriteOneGivenByHand() {
        CountingDatastore counting = new CountingDatastore(datastore);
        DatastoreTemplate counted = new DatastoreTemplate(counting.datastore(), template.getConverter());

        List<Numbered> saved =
                counted.saveAll(List.of(new Numbered(0, "a"), new Numbered(0, "b"), new Numbered(77, "c")));

        assertThat(counting.calls()).containsEntry("allocateIdRange", 1);
        assertThat(saved).extracting(Numbered::name).containsExactly("a", "b", "c");
        assertThat(saved.get(1).id()).isEqualTo(saved.get(0).id() + 1);
        assertThat(template.findById(saved.get(1).id(), Numbered.class)).contains(saved.get(1));
    }

    @Test
    void t5_t6_t7_saveReplacesInsertDoesNotAndUpdateNeedsOne() {
        City rome = template.save(new City(1L, "Roma", 1));

        template.save(new City(1L, "Rome", 2));
        assertThat(template.getById(1L, City.class).name()).isEqualTo("Rome");
        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> template.insert(rome));
        assertThat(template.update(rome)).isEqualTo(rome);
        assertThatExceptionOfType(EmptyResultDataAccessException.class)
                .isThrownBy(() -> template.update(new City(2L, "x", 0)));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.update(new City(null, "x", 0)));
        assertThat(template.insert(new City(null, "new", 0)).id()).isNotNull();
    }

    @Test
    void t6_insertAllIsAllOrNothing() {
        cities(1);

        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> template.insertAll(List.of(new City(2L, "b", 0), new City(1L, "a", 0))));

        assertThat(template.existsById(2L, City.class)).isFalse();
    }

    @Test
    void c7_valueOverALimitIsADataIntegrityViolationThatNamesTheProperty() {
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> template.save(new City(1L, "x".repeat(2000), 0)))
                .withMessageContaining("name")
                .withMessageContaining("1,500");
    }

    // Versions

    @Test
    void e4_versionCountsUpAndAStaleOneIsRefused() {
        Document first = template.save(new Document(null, null, "a"));
        Document second = template.save(new Document(first.id(), first.version(), "b"));

        assertThat(first.version()).isEqualTo(1);
        assertThat(second.version()).isEqualTo(2);
        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .isThrownBy(() -> template.save(new Document(first.id(), first.version(), "lost")))
                .withMessageContaining(template.getKey(first).toString())
                .withMessageContaining("version 1")
                .withMessageContaining("stored version is 2");
        assertThat(template.getById(first.id(), Document.class)).isEqualTo(second);
    }

    @Test
    void e4_newVersionedObjectWithATakenKeyIsADuplicate() {
        template.save(new Page("home", "a"));

        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> template.save(new Page("home", "b")));
    }

    @Test
    void t5_failedSaveLeavesTheObjectAsItWas() {
        Page page = template.save(new Page("home", "a"));
        template.deleteById("home", Page.class);

        assertThatExceptionOfType(OptimisticLockingFailureException.class)
                .isThrownBy(() -> template.save(page))
                .withMessageContaining("it is gone");

        assertThat(page.version).isEqualTo(1);
    }

    @Test
    void e4_t9_deleteComparesTheVersionAndDeleteByIdDoesNot() {
        Document stale = template.save(new Document(null, null, "a"));
        template.save(stale);

        assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> template.delete(stale));
        template.deleteById(stale.id(), Document.class);

        assertThat(template.count(Document.class)).isZero();
    }

    @Test
    void t8_batchOfNewAndOldVersionedObjectsKeepsItsOrder() {
        Document old = template.save(new Document(null, null, "old"));

        List<Document> saved =
                template.saveAll(List.of(new Document(null, null, "x"), old, new Document(null, null, "y")));

        assertThat(saved).extracting(Document::text).containsExactly("x", "old", "y");
        assertThat(saved).extracting(Document::version).containsExactly(1L, 2L, 1L);
        assertThat(saved.get(1).id()).isEqualTo(old.id());
        assertThat(template.findAllById(saved.stream().map(Document::id).toList(), Document.class))
                .containsExactlyElementsOf(saved);
    }

    // Deleting

    @Test
    void t9_deletingAbsentObjectsIsNoErrorAndDescendantsStay() {
        City rome = template.save(new City(1L, "Rome", 0));
        Key child =
                datastore.put(Entity.builder(Key.of("City", 1).child("Note", 1)).build());

        template.delete(rome);
        template.delete(rome);
        template.deleteAllById(List.of(5L, 6L), City.class);

        assertThat(template.count(City.class)).isZero();
        assertThat(datastore.find(child)).isNotNull();
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.delete(new City(null, "x", 0)));
    }

    @Test
    void t9_deleteByQueryRemovesWhatItFindsInBatchesAndCounts() {
        List<City> many = new ArrayList<>();
        for (int i = 0; i < 1201; i++) {
            many.add(new City(null, i % 2 == 0 ? "even" : "odd", i));
        }
        template.saveAll(many);

        assertThat(template.deleteAll(byName("even"))).isEqualTo(601);
        assertThat(template.count(City.class)).isEqualTo(600);
        assertThat(template.deleteAll(City.class)).isEqualTo(600);
        assertThat(template.deleteAll(City.class)).isZero();
    }

    // Below the mapping

    @Test
    void t24_entitiesGoBothWaysWithoutTheStore() {
        City rome = new City(1L, "Rome", 5);

        Entity entity = template.toEntity(rome);

        assertThat(entity.key()).isEqualTo(Key.of("City", 1));
        assertThat(template.fromEntity(entity, City.class)).isEqualTo(rome);
        assertThat(template.count(City.class)).isZero();
    }

    @Test
    void k11_keysCanBeAllocatedAhead() {
        List<Key> keys = template.allocateKeys(City.class, 3);

        assertThat(keys).hasSize(3).doesNotHaveDuplicates().noneMatch(Key::isIncomplete);
    }

    @Test
    void t12_orderAndFiltersOfUnknownFieldsAreRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.filters().order(City.class, "nme", Order.Direction.ASCENDING))
                .withMessageContaining("nme");
    }

    private void cities(int... ids) {
        template.saveAll(IntStream.of(ids)
                .mapToObj(id -> new City((long) id, "city " + id, id))
                .toList());
    }

    private Query byName(String name) {
        return template.query(City.class)
                .toQuery()
                .filter(template.filters().compare(City.class, "name", Operator.EQUAL, name));
    }

    private Query byPopulationDescending() {
        return template.query(City.class)
                .toQuery()
                .orderBy(template.filters().order(City.class, "population", Order.Direction.DESCENDING));
    }

    private static List<Long> ids(Window<City> window) {
        return window.stream().map(City::id).toList();
    }
}
