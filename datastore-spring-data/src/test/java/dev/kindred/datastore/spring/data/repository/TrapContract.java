package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.library.Author;
import dev.kindred.datastore.spring.data.repository.library.Book;
import dev.kindred.datastore.spring.data.repository.library.Books;
import dev.kindred.datastore.spring.data.repository.library.Publisher;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.People.NameAndAge;
import dev.kindred.datastore.spring.data.repository.people.People.NameOnly;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;

/**
 * What mappings of datastores got wrong before this one, each a test with its number, through the template and the repositories as an application uses them.
 *
 * <ol>
 *   <li>A record without an id is stored once and comes back with it.
 *   <li>Many new objects do not ask for their ids one by one.
 *   <li>Objects that are asked for by their ids come in the order of the ids.
 *   <li>References of many parents are not looked up parent by parent.
 *   <li>Versions and dates of creation are kept.
 *   <li>Ignoring case is done or refused, and never forgotten.
 *   <li>A method for one result does not pick one of several.
 *   <li>A page request may be the first parameter.
 *   <li>Records and classes that are chosen at the call are projections.
 *   <li>A window is a result.
 *   <li>An argument of a query in text may be null.
 *   <li>An unpaged request is for everything.
 *   <li>Fractions stay, binary and decimal ones.
 *   <li>A moment keeps its microseconds.
 *   <li>A time of the day has no day, and sorts.
 *   <li>Common types of the JDK, lists of lists and classes without annotations are stored.
 *   <li>A method that cannot be honoured fails the start, not the call.
 * </ol>
 */
abstract class TrapContract {

    interface Authors extends DatastoreRepository<Author, Long> {}

    interface Careless extends DatastoreRepository<Author, Long> {
        List<Author> findByNameIgnoreCase(String name);
    }

    interface Nearby extends DatastoreRepository<Author, Long> {
        List<Author> findByNameNear(String name);
    }

    interface Scores extends DatastoreRepository<Person, Long> {
        @Query("SELECT * WHERE score = @score")
        List<Person> byScore(@Nullable Integer score);
    }

    record Draft(
            @Id @Nullable Long id,
            String text,
            @Version @Nullable Long version,
            @CreatedDate @Nullable Instant created,
            @LastModifiedDate @Nullable Instant changed) {

        Draft saying(String other) {
            return new Draft(id, other, version, created, changed);
        }
    }

    record Numbers(@Id @Nullable Long id, float single, Float boxed, BigDecimal price, short small, char letter) {}

    record Times(
            @Id @Nullable Long id,
            @Nullable Instant instant,
            @Nullable LocalTime time) {}

    record Others(
            @Id @Nullable Long id,
            OffsetDateTime offset,
            UUID uuid,
            URI uri,
            Optional<String> optional,
            List<List<String>> lists,
            Nested nested) {}

    record Nested(String text) {}

    @Configuration
    @EnableDatastoreAuditing
    static class Audited {}

    private final TestEngine engine;
    private final LocalDatastore datastore;
    private final CountingDatastore counting;
    private final DatastoreTemplate template;
    private final DatastoreRepositoryFactory repositories;

    TrapContract(TestEngine engine) {
        this.engine = engine;
        datastore = engine.open();
        counting = new CountingDatastore(datastore);
        template = new DatastoreTemplate(
                counting.datastore(), new MappingDatastoreConverter(new DatastoreMappingContext()));
        repositories = new DatastoreRepositoryFactory(template);
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private Authors authors() {
        return repositories.getRepository(Authors.class);
    }

    /** A repository of persons of these ages, each named after its age. */
    private People people(int... ages) {
        People people = repositories.getRepository(People.class);
        people.saveAll(
                IntStream.of(ages).mapToObj(age -> Person.of("P" + age, age)).toList());
        return people;
    }

    @Test
    void trap01_pain02_recordWithoutAnIdIsStoredOnceAndReturnedWithIt() {
        Author saved = authors().save(new Author(null, "Ann", null));

        assertThat(saved.id()).isNotNull();
        assertThat(authors().findById(saved.id())).contains(saved);
        assertThat(authors().count()).isEqualTo(1);
        assertThat(counting.calls()).containsEntry("put", 1).doesNotContainKeys("allocateIds", "allocateIdRange");
    }

    @Test
    void trap02_pain12_twelveHundredNewObjectsAreOneWriteWhichGivesAllIds() {
        List<Author> saved = authors()
                .saveAll(IntStream.range(0, 1_200)
                        .mapToObj(i -> new Author(null, "author " + i, null))
                        .toList());

        assertThat(saved).extracting(Author::id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(counting.calls()).containsOnlyKeys("put", "partition").containsEntry("put", 1);
    }

    @Test
    void trap03_pain04_findAllByIdKeepsTheOrderAndTheDoublesOfTheIds() {
        authors()
                .saveAll(List.of(
                        new Author(1L, "a", null),
                        new Author(3L, "b", null),
                        new Author(7L, "c", null),
                        new Author(450L, "d", null),
                        new Author(900L, "e", null)));

        assertThat(authors().findAllById(List.of(7L, 3L, 900L, 1L, 450L, 3L)))
                .extracting(Author::id)
                .containsExactly(7L, 3L, 900L, 1L, 450L, 3L);
    }

    @Test
    void trap04_pain01_fiftyParentsWithTwoReferencesEachTakeAtMostTwoLookups() {
        Books books = repositories.getRepository(Books.class);
        books.saveAll(IntStream.range(0, 50)
                .mapToObj(i -> new Book(
                        null,
                        "b" + i,
                        template.ref(template.save(new Author(null, "author " + i, null))),
                        template.ref(template.save(new Publisher(null, "publisher " + i))),
                        List.of()))
                .toList());
        counting.calls().clear();

        List<Book> found = books.findAllByOrderByTitle();

        assertThat(found).hasSize(50).allSatisfy(book -> {
            assertThat(book.author().orThrow().name()).startsWith("author");
            assertThat(book.publisher().orThrow().name()).startsWith("publisher");
        });
        assertThat(counting.calls().get("findAll")).isLessThanOrEqualTo(2);
        assertThat(counting.calls()).containsEntry("run", 1).doesNotContainKeys("find", "get", "getAll");
    }

    @Test
    void trap05_pain04_versionAndDateOfCreationAreMaintained() {
        try (AnnotationConfigApplicationContext context = TestContext.start(engine, Audited.class)) {
            DatastoreTemplate audited = context.getBean(DatastoreTemplate.class);

            Draft first = audited.save(new Draft(null, "one", null, null, null));
            Draft second = audited.save(first.saying("two"));

            assertThat(first.version()).isEqualTo(1);
            assertThat(first.created()).isNotNull().isEqualTo(first.changed());
            assertThat(second.version()).isEqualTo(2);
            assertThat(second.created()).isEqualTo(first.created());
            assertThat(audited.getById(first.id(), Draft.class)).isEqualTo(second);
            assertThatExceptionOfType(OptimisticLockingFailureException.class)
                    .isThrownBy(() -> audited.save(first.saying("three")));
        }
    }

    @Test
    void trap06_pain04_ignoreCaseIsRefusedAtTheStartOrHonoured() {
        authors().saveAll(List.of(new Author(null, "ann", null), new Author(null, "ANN", null)));

        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> repositories.getRepository(Careless.class))
                .withMessageContaining("findByNameIgnoreCase")
                .withMessageContaining("IgnoreCase");
        repositories.setQuerySettings(new QuerySettings(PostFilter.ALLOW, 1_000));
        assertThat(repositories.getRepository(Careless.class).findByNameIgnoreCase("Ann"))
                .extracting(Author::name)
                .containsExactlyInAnyOrder("ann", "ANN");
    }

    @Test
    void trap07_pain04_singleResultWithFiveMatchesIsAnErrorUnlessTheFirstIsAskedFor() {
        People people = people(30, 31, 32, 33, 34);
        people.saveAll(people.findAll().stream().map(Person::admin).toList());

        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> people.findOptionalByRole(Person.Role.ADMIN));
        assertThat(people.findFirstByOrderByAgeDesc()).map(Person::age).contains(34);
    }

    @Test
    void trap08_pageRequestMayBeTheFirstParameter() {
        People people = people(1, 2, 3);

        assertThat(people.findByActive(PageRequest.of(1, 2, Sort.by("age")), true))
                .extracting(Person::age)
                .containsExactly(3);
    }

    @Test
    void trap09_recordsInterfacesAndClassesChosenAtTheCallAreProjections() {
        People people = people(1, 2);

        assertThat(people.findDtosByActiveOrderByName(true))
                .containsExactly(new NameAndAge("P1", 1), new NameAndAge("P2", 2));
        assertThat(people.findByActiveOrderByName(true, NameAndAge.class))
                .containsExactly(new NameAndAge("P1", 1), new NameAndAge("P2", 2));
        assertThat(people.findByActiveOrderByName(true, NameOnly.class))
                .extracting(NameOnly::getName)
                .containsExactly("P1", "P2");
        assertThat(people.findByActiveOrderByName(true, Person.class)).hasSize(2);
    }

    @Test
    void trap10_windowsAreReturnedAndGoOn() {
        People people = people(1, 2, 3, 4, 5);
        List<Integer> ages = new ArrayList<>();

        ScrollPosition position = ScrollPosition.keyset();
        Window<Person> window;
        do {
            window = people.findByActive(true, position, Limit.of(2), Sort.by("age"));
            window.forEach(person -> ages.add(person.age()));
            position = window.positionAt(window.size() - 1);
        } while (window.hasNext());

        assertThat(ages).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void trap11_nullArgumentOfAQueryInTextFindsNull() {
        People people = people(1);
        people.save(Person.of("Ann", 30).scored(5));

        Scores scores = repositories.getRepository(Scores.class);

        assertThat(scores.byScore(null)).extracting(Person::name).containsExactly("P1");
        assertThat(scores.byScore(5)).extracting(Person::name).containsExactly("Ann");
    }

    @Test
    void trap12_unpagedRequestIsForAll() {
        assertThat(people(1, 2, 3).findAll(Pageable.unpaged())).hasSize(3);
    }

    @Test
    void trap13_pain04_float175AndBigDecimal1999AreExact() {
        Numbers saved = template.save(new Numbers(null, 1.75f, 0.1f, new BigDecimal("19.99"), (short) -7, 'x'));

        assertThat(template.getById(saved.id(), Numbers.class)).isEqualTo(saved);
    }

    @Test
    void trap14_pain04_instantWithNanosKeepsMicroseconds() {
        Instant instant = Instant.parse("2024-01-01T00:00:00.123456789Z");

        Times saved = template.save(new Times(null, instant, null));

        assertThat(template.getById(saved.id(), Times.class).instant())
                .isEqualTo(Instant.parse("2024-01-01T00:00:00.123456Z"));
    }

    @Test
    void trap15_localTimeIsStoredWithoutADateAndSorts() {
        Times noon = template.save(new Times(null, null, LocalTime.NOON));
        Times night = template.save(new Times(null, null, LocalTime.of(23, 0, 0, 1)));
        Times morning = template.save(new Times(null, null, LocalTime.of(8, 30)));

        assertThat(datastore.get(template.getKey(morning)).value("time")).isEqualTo(Value.of("08:30"));
        assertThat(template.query(Times.class).orderBy("time").all()).containsExactly(morning, noon, night);
        assertThat(template.query(Times.class)
                        .where("time")
                        .lt(LocalTime.of(12, 0, 0, 1))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void trap16_offsetDateTimeUuidUriOptionalListOfListsAndUnannotatedNestedClassWork() {
        Others saved = template.save(new Others(
                null,
                OffsetDateTime.parse("2024-02-29T12:30:00.000000001+05:30"),
                UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
                URI.create("https://example.org/?q=%20"),
                Optional.of("x"),
                List.of(List.of("a", "b"), List.of()),
                new Nested("y")));

        assertThat(template.getById(saved.id(), Others.class)).isEqualTo(saved);
    }

    @Test
    void trap17_pain03_methodThatCannotBeHonouredFailsTheStart() {
        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> repositories.getRepository(Nearby.class))
                .withMessageContaining("findByNameNear(String)")
                .withMessageContaining("Near");
        assertThat(counting.calls()).doesNotContainKeys("run", "find", "findAll");
    }
}
