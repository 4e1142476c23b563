package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.library.Author;
import dev.kindred.datastore.spring.data.repository.library.Book;
import dev.kindred.datastore.spring.data.repository.library.Books;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.People.NameAndAge;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.template.SaveOutcome;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What users of other mappings suffer from, and no longer do. The pains that are a matter of one subject have their tests with it, under their numbers too:
 * references, records, keywords, conflicts, tenants, auditing, types, subtypes, caches and so on.
 */
abstract class PainContract {

    private final TestEngine engine;
    private final LocalDatastore datastore;
    private final CountingDatastore counting;
    private final DatastoreTemplate template;
    private final DatastoreRepositoryFactory repositories;
    private final People people;

    PainContract(TestEngine engine) {
        this.engine = engine;
        datastore = engine.open();
        counting = new CountingDatastore(datastore);
        template = new DatastoreTemplate(
                counting.datastore(), new MappingDatastoreConverter(new DatastoreMappingContext()));
        repositories = new DatastoreRepositoryFactory(template);
        people = repositories.getRepository(People.class);
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private static List<Person> persons(int count) {
        return IntStream.range(0, count).mapToObj(i -> Person.of("P" + i, i)).toList();
    }

    private static <T> T elsewhere(Callable<T> work) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            return other.submit(work).get(10, TimeUnit.SECONDS);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void pain08_a13_eachTestHasAStoreOfItsOwnInItsProcessWhichDoesAllThatTheRealOneDoes() {
        people.saveAll(persons(10));

        try (LocalDatastore another = engine.open()) {
            DatastoreTemplate ofAnother =
                    new DatastoreTemplate(another, new MappingDatastoreConverter(new DatastoreMappingContext()));

            assertThat(ofAnother.count(Person.class)).isZero();
            assertThat(ofAnother.save(Person.of("Zoe", 1)).id()).isNotNull();
        }
        assertThat(people.count()).isEqualTo(10);
        assertThat(template.query(Person.class).sum("age")).isEqualTo(45L);
        assertThat(template.query(Person.class).avg("age")).hasValue(4.5);
        assertThat(people.findByNameOrAgeGreaterThanOrderByAge("P1", 7)).hasSize(3);
        assertThat(people.findByNameIn(List.of("P1", "P2", "P77"))).hasSize(2);
        assertThat(people.findByNameNotIn(List.of("P1", "P2"))).hasSize(8);
    }

    @Test
    void pain09_whatWasSavedIsFoundByTheNextQuery() {
        for (int i = 1; i <= 50; i++) {
            Person saved = people.save(Person.of("P" + i, i));

            assertThat(people.findByName("P" + i)).containsExactly(saved);
            assertThat(people.countByActive(true)).isEqualTo(i);
        }
        people.deleteAll(people.findByAgeGreaterThan(25));
        assertThat(people.findByActive(true, Sort.by("age"))).hasSize(25);
    }

    @Test
    void pain10_queriesOverSeveralPropertiesNeedNoDeclaredIndex() {
        people.saveAll(List.of(
                Person.of("Ann", 30).admin().in("Bern"),
                Person.of("Bob", 20).in("Oslo"),
                Person.of("Cid", 40).inactive().in("Aarau")));

        assertThat(people.findByActiveTrueAndRoleOrNameInOrderByName(Role.ADMIN, List.of("Cid")))
                .extracting(Person::name)
                .containsExactly("Ann", "Cid");
        assertThat(people.findByActiveTrueOrderByAddressCityAscNameDesc())
                .extracting(Person::name)
                .containsExactly("Ann", "Bob");
        assertThat(people.findDtosByActiveOrderByName(true))
                .containsExactly(new NameAndAge("Ann", 30), new NameAndAge("Bob", 20));
    }

    @Test
    void pain12_batchIsAtomicWithinATransactionAndOtherwiseTellsAboutEachObject() {
        assertThatIllegalStateException()
                .isThrownBy(() -> template.performTransaction(transaction -> {
                    transaction.saveAll(persons(1_200));
                    throw new IllegalStateException("changed my mind");
                }));
        assertThat(people.count()).isZero();

        List<String> progress = new ArrayList<>();
        List<SaveOutcome<Person>> outcomes = template.saveEach(
                persons(3), outcome -> progress.add(outcome.orThrow().name()));

        assertThat(outcomes).hasSize(3).allMatch(SaveOutcome::isSaved);
        assertThat(progress).containsExactly("P0", "P1", "P2");
    }

    @Test
    void pain13_countsAndPagesReadNoMoreThanTheyMust() {
        people.saveAll(persons(10));
        counting.calls().clear();

        assertThat(people.countByActive(true)).isEqualTo(10);
        assertThat(people.count()).isEqualTo(10);
        assertThat(counting.calls()).doesNotContainKeys("run", "find", "findAll");

        counting.calls().clear();
        Slice<Person> slice = people.findByAgeGreaterThan(-1, PageRequest.of(0, 4));
        assertThat(slice.hasNext()).isTrue();
        assertThat(counting.calls()).containsEntry("run", 1).doesNotContainKeys("count", "aggregate");
    }

    @Test
    void pain13_cursorGoesToTheClientAsTextAndComesBack() {
        people.saveAll(persons(5));
        Window<Person> first = people.findByActive(true, ScrollPosition.keyset(), Limit.of(3), Sort.by("age"));

        String text = template.cursor(first.positionAt(2)).toUrlSafe();
        Window<Person> second =
                people.findByActive(true, template.position(Cursor.fromUrlSafe(text)), Limit.of(3), Sort.by("age"));

        assertThat(text).matches("[A-Za-z0-9_-]+");
        assertThat(second).extracting(Person::age).containsExactly(3, 4);
        assertThat(second.hasNext()).isFalse();
    }

    @Test
    void pain23_t23_thereIsNoSessionSoThatAnyThreadMayUseEverything() throws Exception {
        Books books = repositories.getRepository(Books.class);
        Author ann = template.save(new Author(null, "Ann", null));
        books.save(new Book(null, "b", template.ref(ann), null, List.of()));

        Book found = elsewhere(() -> books.findByTitleStartingWith("b").get(0));

        assertThat(found.author().isLoaded()).isFalse();
        assertThat(elsewhere(() -> found.author().orThrow())).isEqualTo(ann);
        assertThat(elsewhere(() -> books.streamAllByTitleStartingWith("b").toList()))
                .hasSize(1);
        assertThat(elsewhere(() -> people.save(Person.of("Bob", 3))).id()).isNotNull();
    }

    @Test
    void pain23_transactionIsOfItsThreadAloneAndLeavesNothingBehind() {
        TransactionTemplate transaction =
                new TransactionTemplate(new DatastoreTransactionManager(counting.datastore()));

        long id = transaction.execute(status -> {
            Person saved = people.save(Person.of("Ann", 30));
            try {
                assertThat(elsewhere(() -> people.findById(saved.id()))).isEmpty();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return saved.id();
        });

        Optional<Person> first = people.findById(id);
        people.save(Person.of("Eve", 31).admin());
        people.deleteById(id);
        assertThat(first).isPresent();
        assertThat(people.findById(id)).isEmpty();
    }
}
