package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.people.Gadget;
import dev.kindred.datastore.spring.data.repository.people.Gadgets;
import dev.kindred.datastore.spring.data.repository.people.Label;
import dev.kindred.datastore.spring.data.repository.people.Labels;
import dev.kindred.datastore.spring.data.repository.people.Note;
import dev.kindred.datastore.spring.data.repository.people.Notes;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.People.NameAndAge;
import dev.kindred.datastore.spring.data.repository.people.People.NameOnly;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.store.StorageEngine;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Range;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.support.WindowIterator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What repositories do, whatever the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RepositoryContract {

    private ConfigurableApplicationContext context;
    private People people;
    private Notes notes;
    private Gadgets gadgets;
    private Labels labels;
    private DatastoreTemplate template;
    private Datastore datastore;
    private TransactionTemplate transaction;

    abstract StorageEngine engine();

    /** The application. */
    ConfigurableApplicationContext open() {
        AnnotationConfigApplicationContext opened = new AnnotationConfigApplicationContext();
        opened.registerBean(
                LocalDatastore.class, () -> LocalDatastore.on(engine()).build());
        opened.register(RepositoriesConfiguration.class);
        opened.refresh();
        return opened;
    }

    @BeforeAll
    void start() {
        context = open();
        people = context.getBean(People.class);
        notes = context.getBean(Notes.class);
        labels = context.getBean(Labels.class);
        gadgets = context.getBean(Gadgets.class);
        template = context.getBean(DatastoreTemplate.class);
        datastore = context.getBean(Datastore.class);
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void fill() {
        notes.deleteAll();
        labels.deleteAll();
        people.deleteAll();
        people.saveAll(List.of(
                Person.of("Ann", 30)
                        .admin()
                        .scored(5)
                        .tagged("a", "b")
                        .in("Bern")
                        .tall(1.75)
                        .owning("1.10"),
                Person.of("Bob", 20).formerlyIn("Oslo", "Bern").owning("1.1"),
                Person.of("Cid", 40)
                        .inactive()
                        .scored(7)
                        .tagged("b")
                        .in("Rome")
                        .tall(2.5)
                        .owning("-3"),
                Person.of("Anna", 25).scored(1).tagged("c").in("Bern").tall(2).owning("20"),
                Person.of("Änne", 50).inactive().tagged("d")));
    }

    private static List<String> names(Iterable<Person> found) {
        return StreamSupport.stream(found.spliterator(), false)
                .map(Person::name)
                .toList();
    }

    private Person person(String name) {
        return people.findOneByName(name);
    }

    private Long id(String name) {
        return Objects.requireNonNull(person(name).id());
    }

    private Key key(String name) {
        return template.getKey(person(name));
    }

    // Keywords

    @Test
    void keywords_equalsFindsTheSameValue() {
        assertThat(names(people.findByName("Ann"))).containsExactly("Ann");
        assertThat(names(people.readByNameIs("Ann"))).containsExactly("Ann");
        assertThat(names(people.getByNameEquals("Ann"))).containsExactly("Ann");
        assertThat(names(people.queryByName("Ann"))).containsExactly("Ann");
        assertThat(names(people.searchPeopleByName("Ann"))).containsExactly("Ann");
        assertThat(people.findByName("ann")).isEmpty();
    }

    @Test
    void keywords_equalsNullFindsNull() {
        assertThat(names(people.findByScore(null))).containsExactlyInAnyOrder("Bob", "Änne");
        assertThat(names(people.findByScore(7))).containsExactly("Cid");
    }

    @Test
    void keywords_notFindsOtherValuesNullIncluded() {
        assertThat(names(people.findByNameNot("Ann"))).containsExactlyInAnyOrder("Anna", "Bob", "Cid", "Änne");
        assertThat(names(people.findByScoreIsNot(5))).containsExactlyInAnyOrder("Bob", "Cid", "Anna", "Änne");
        assertThat(names(people.findByScoreIsNot(null))).containsExactlyInAnyOrder("Ann", "Cid", "Anna");
    }

    @Test
    void keywords_lessAndGreaterCompare() {
        assertThat(names(people.findByAgeLessThan(25))).containsExactly("Bob");
        assertThat(names(people.findByAgeLessThanEqual(25))).containsExactly("Bob", "Anna");
        assertThat(names(people.findByAgeGreaterThan(40))).containsExactly("Änne");
        assertThat(names(people.findByAgeIsGreaterThanEqual(40))).containsExactly("Cid", "Änne");
    }

    @Test
    void keywords_lessThanLeavesNullOut() {
        assertThat(names(people.findByScoreLessThan(6))).containsExactly("Anna", "Ann");
    }

    @Test
    void keywords_comparisonWithNullIsRefused() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findByScoreLessThan(null))
                .withMessageContaining("Argument 1 of findByScoreLessThan is null");
    }

    @Test
    void keywords_beforeAndAfterCompareDatesUnderTheirStoredName() {
        assertThat(names(people.findByBornBefore(LocalDate.of(1985, 1, 1)))).containsExactly("Änne");
        assertThat(names(people.findByBornAfter(LocalDate.of(1995, 1, 1)))).containsExactly("Anna", "Bob");
    }

    @Test
    void keywords_betweenIncludesBothEnds() {
        assertThat(names(people.findByAgeBetween(25, 40))).containsExactly("Anna", "Ann", "Cid");
        assertThat(people.findByAgeBetween(40, 25)).isEmpty();
    }

    @Test
    void keywords_rangeSaysWhichEndsItIncludes() {
        assertThat(names(people.findByScoreBetween(Range.closed(1, 5)))).containsExactly("Anna", "Ann");
        assertThat(names(people.findByScoreBetween(Range.open(1, 7)))).containsExactly("Ann");
        assertThat(names(people.findByScoreBetween(Range.rightOpen(1, 5)))).containsExactly("Anna");
        assertThat(names(people.findByScoreBetween(Range.rightUnbounded(Range.Bound.exclusive(1)))))
                .containsExactly("Ann", "Cid");
        assertThat(names(people.findByScoreBetween(Range.leftUnbounded(Range.Bound.inclusive(5)))))
                .containsExactly("Anna", "Ann");
        assertThat(people.findByScoreBetween(Range.unbounded())).hasSize(5);
    }

    @Test
    void keywords_isNullAndIsNotNullDivide() {
        assertThat(names(people.findByScoreIsNull())).containsExactlyInAnyOrder("Bob", "Änne");
        assertThat(names(people.findByScoreIsNotNull())).containsExactly("Anna", "Ann", "Cid");
    }

    @Test
    void keywords_existsFindsWhatHasAnyValue() {
        assertThat(people.findByScoreExists()).hasSize(5);
        assertThat(names(people.findByTagsExists())).containsExactly("Ann", "Cid", "Anna", "Änne");
    }

    @Test
    void keywords_inFindsAnyOfTheValues() {
        assertThat(names(people.findByNameIn(List.of("Bob", "Ann", "Zoe", "Ann"))))
                .containsExactlyInAnyOrder("Ann", "Bob");
        assertThat(names(people.findByAgeIn(20, 40))).containsExactlyInAnyOrder("Bob", "Cid");
        assertThat(names(people.findByRoleIn(Set.of(Role.ADMIN)))).containsExactly("Ann");
    }

    @Test
    void keywords_inNothingFindsNothing() {
        assertThat(people.findByNameIn(List.of())).isEmpty();
        assertThat(people.findByAgeIn()).isEmpty();
    }

    @Test
    void keywords_notInFindsTheOthers() {
        assertThat(names(people.findByNameNotIn(List.of("Ann", "Anna"))))
                .containsExactlyInAnyOrder("Bob", "Cid", "Änne");
    }

    @Test
    void keywords_notInNothingFindsEverything() {
        assertThat(people.findByNameNotIn(List.of())).hasSize(5);
        assertThat(people.findByNameNotInOrAge(List.of(), 20)).hasSize(5);
        assertThat(people.findByNameNotInOrAge(List.of("Bob", "Ann"), 20)).hasSize(4);
    }

    @Test
    void keywords_trueAndFalseDivide() {
        assertThat(names(people.findByActiveTrue())).containsExactlyInAnyOrder("Ann", "Bob", "Anna");
        assertThat(names(people.findByActiveIsFalse())).containsExactlyInAnyOrder("Cid", "Änne");
    }

    @Test
    void keywords_startingWithIsARangeOfTheIndex() {
        assertThat(names(people.findByNameStartingWith("An"))).containsExactly("Ann", "Anna");
        assertThat(names(people.findByNameStartingWith("Anna"))).containsExactly("Anna");
        assertThat(names(people.findByNameStartingWith("Ä"))).containsExactly("Änne");
        assertThat(people.findByNameStartingWith("")).hasSize(5);
        assertThat(people.findByNameStartingWith("x")).isEmpty();
        assertThat(names(people.findByNameStartsWithAndAgeGreaterThanOrderByAgeDesc("A", 20)))
                .containsExactly("Ann", "Anna");
    }

    @Test
    void keywords_containingOnACollectionFindsElements() {
        assertThat(names(people.findByTagsContaining("b"))).containsExactlyInAnyOrder("Ann", "Cid");
        assertThat(names(people.findByTags("b"))).containsExactlyInAnyOrder("Ann", "Cid");
        assertThat(names(people.findByTagsIn(List.of("a", "c")))).containsExactlyInAnyOrder("Ann", "Anna");
        assertThat(names(people.findByTagsContainsAndTagsContains("a", "b"))).containsExactly("Ann");
    }

    @Test
    void keywords_andNeedsAllAndOrAny() {
        assertThat(names(people.findByNameAndAge("Ann", 30))).containsExactly("Ann");
        assertThat(people.findByNameAndAge("Ann", 31)).isEmpty();
        assertThat(names(people.findByNameOrAgeGreaterThanOrderByAge("Bob", 30)))
                .containsExactly("Bob", "Cid", "Änne");
        assertThat(names(people.findByActiveTrueAndRoleOrNameInOrderByName(Role.ADMIN, List.of("Cid", "Ann"))))
                .containsExactly("Ann", "Cid");
    }

    @Test
    void keywords_nestedPathsReachIntoEmbeddedValuesAndLists() {
        assertThat(names(people.findByAddressCity("Bern"))).containsExactlyInAnyOrder("Ann", "Anna");
        assertThat(people.findByAddress_Street("Main")).hasSize(3);
        assertThat(names(people.findByFormerCity("Bern"))).containsExactly("Bob");
    }

    @Test
    void numbersBecomeTheTypeOfTheProperty() {
        assertThat(names(people.findByHeightGreaterThan(2))).containsExactly("Cid");
    }

    @Test
    void decimalsAreEqualByValueAndOrdered() {
        assertThat(names(people.findByBalance(new BigDecimal("1.100")))).containsExactlyInAnyOrder("Ann", "Bob");
        assertThat(names(people.findByBalanceLessThan(new BigDecimal("1.1")))).containsExactly("Cid", "Änne");
        assertThat(names(people.findByBalanceIn(List.of(new BigDecimal("20.0"), new BigDecimal("1.1")))))
                .containsExactlyInAnyOrder("Ann", "Bob", "Anna");
        assertThat(person("Ann").balance()).isEqualTo(new BigDecimal("1.10"));
    }

    @Test
    void keywords_orderBySorts() {
        assertThat(names(people.findByOrderByAgeDesc())).containsExactly("Änne", "Cid", "Ann", "Anna", "Bob");
        assertThat(names(people.findByActiveTrueOrderByAddressCityAscNameDesc()))
                .containsExactly("Anna", "Ann");
        List<Long> ids =
                people.findAllByOrderByIdDesc().stream().map(Person::id).toList();
        assertThat(ids).hasSize(5).isSortedAccordingTo((left, right) -> Long.compare(right, left));
    }

    @Test
    void keywords_idsCompareAsKeys() {
        List<Long> ids = people.findAll().stream().map(Person::id).toList();

        assertThat(ids).isSorted();
        assertThat(people.findByIdGreaterThan(ids.get(2)))
                .extracting(Person::id)
                .isEqualTo(ids.subList(3, 5));
        assertThat(people.findByIdBetween(ids.get(1), ids.get(3)))
                .extracting(Person::id)
                .isEqualTo(ids.subList(1, 4));
        assertThat(people.findByIdIn(List.of(ids.get(4), ids.get(0))))
                .extracting(Person::id)
                .containsExactlyInAnyOrder(ids.get(0), ids.get(4));
        assertThat(people.findByIdNot(ids.get(0))).extracting(Person::id).isEqualTo(ids.subList(1, 5));
    }

    @Test
    void keywords_firstAndTopLimit() {
        assertThat(people.findFirstByOrderByAgeDesc())
                .get()
                .extracting(Person::name)
                .isEqualTo("Änne");
        assertThat(names(people.findTop2ByOrderByAge())).containsExactly("Bob", "Anna");
    }

    @Test
    void keywords_distinctEntitiesAreDistinctAnyway() {
        assertThat(people.findDistinctByActive(true)).hasSize(3);
    }

    @Test
    void p5_countAndExistsAnswerWithoutEntities() {
        assertThat(people.countByActive(true)).isEqualTo(3);
        assertThat(people.countByAgeGreaterThan(25)).isEqualTo(3);
        assertThat(people.existsByName("Bob")).isTrue();
        assertThat(people.existsByName("Zoe")).isFalse();
    }

    @Test
    void p6_deleteTakesEveryReturnType() {
        people.deleteByName("Bob");
        assertThat(names(people.findAll())).containsExactlyInAnyOrder("Ann", "Cid", "Anna", "Änne");

        assertThat(people.deleteOneByName("Anna")).get().extracting(Person::age).isEqualTo(25);
        assertThat(people.deleteOneByName("Anna")).isEmpty();
        assertThat(people.removeByActive(false)).isEqualTo(2);
        assertThat(people.deleteByAge(99)).isFalse();
        assertThat(names(people.deleteByRole(Role.ADMIN))).containsExactly("Ann");
        assertThat(people.count()).isZero();
    }

    @Test
    void p6_deleteOfTheOnlyOneDeletesNothingWhereThereAreSeveral() {
        people.save(Person.of("Ann", 1));

        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> people.deleteOneByName("Ann"));
        assertThat(people.findByName("Ann")).hasSize(2);
    }

    @Test
    void p6_derivedDeleteTakesPartInTheCallersTransaction() {
        transaction.executeWithoutResult(status -> {
            assertThat(people.removeByActive(true)).isEqualTo(3);
            assertThat(people.count()).isEqualTo(2);
            status.setRollbackOnly();
        });

        assertThat(people.count()).isEqualTo(5);
    }

    @Test
    void k9_ancestorLimitsByNameOrByParameter() {
        Note first = notes.save(new Note(null, key("Ann"), "b first", false));
        notes.save(new Note(null, key("Ann"), "b second", false));
        notes.save(new Note(null, key("Ann"), "c", true));
        notes.save(new Note(null, key("Bob"), "b", false));

        assertThat(notes.findByAncestor(key("Ann"))).hasSize(3).contains(first);
        assertThat(notes.findAllByAncestor(key("Ann"))).hasSize(3);
        assertThat(notes.findByTextStartingWithAndAncestorAndReadOrderByTextDesc("b", key("Ann"), false))
                .extracting(Note::text)
                .containsExactly("b second", "b first");
        assertThat(notes.findByReadOrText(true, "b first", Limit.of(5), key("Ann")))
                .extracting(Note::text)
                .containsExactlyInAnyOrder("b first", "c");
        assertThat(notes.countByAncestor(key("Bob"))).isEqualTo(1);
        assertThat(notes.findByIdGreaterThan(template.getKey(first))).doesNotContain(first);
        assertThat(notes.deleteByAncestor(key("Ann"))).isEqualTo(3);
        assertThat(notes.count()).isEqualTo(1);
    }

    @Test
    void namesOfKeysCanStartWithAPrefix() {
        labels.saveAll(List.of(new Label("ab", "red"), new Label("abc", "blue"), new Label("b", "red")));

        assertThat(labels.findByNameStartingWith("ab"))
                .extracting(Label::getName)
                .containsExactly("ab", "abc");
        assertThat(labels.findByNameStartingWith("")).hasSize(3);
        assertThat(labels.findByColorOrderByNameDesc("red"))
                .extracting(Label::getName)
                .containsExactly("b", "ab");
    }

    @Test
    void everyTypeIsComparedInItsStoredForm() {
        Gadget gadget = gadgets.save(new Gadget(
                null,
                Optional.of(7),
                new UUID(1, 2),
                OffsetDateTime.parse("2025-03-01T12:00:00+02:00"),
                Duration.ofMinutes(5),
                List.of(Role.USER, Role.ADMIN),
                new int[] {3, 5},
                key("Ann"),
                1.75f,
                'k'));
        gadgets.save(new Gadget(
                null,
                Optional.empty(),
                new UUID(0, 0),
                OffsetDateTime.parse("2020-03-01T12:00:00+02:00"),
                Duration.ZERO,
                List.of(),
                new int[0],
                key("Bob"),
                0,
                'a'));

        assertThat(gadgets.findByWeight(7)).extracting(Gadget::id).containsExactly(gadget.id());
        assertThat(gadgets.findByWeight(null)).extracting(Gadget::weight).containsExactly(Optional.empty());
        assertThat(gadgets.findByCode(new UUID(1, 2))).extracting(Gadget::id).containsExactly(gadget.id());
        assertThat(gadgets.findByMade(OffsetDateTime.parse("2025-03-01T11:00:00+01:00")))
                .extracting(Gadget::id)
                .containsExactly(gadget.id());
        assertThat(gadgets.findByMadeAfter(OffsetDateTime.parse("2025-03-01T09:59:59Z")))
                .extracting(Gadget::id)
                .containsExactly(gadget.id());
        assertThat(gadgets.findByMadeAfter(OffsetDateTime.parse("2025-03-01T10:00:00Z")))
                .isEmpty();
        assertThat(gadgets.findByTimeGreaterThanEqual(Duration.ofSeconds(300))).hasSize(1);
        assertThat(gadgets.findByRolesContaining(Role.ADMIN)).hasSize(1);
        assertThat(gadgets.findByNumbersContaining(5)).hasSize(1);
        assertThat(gadgets.findByOwner(key("Ann"))).hasSize(1);
        assertThat(gadgets.findByRatioGreaterThan(1)).hasSize(1);
        assertThat(gadgets.findByMark('k')).hasSize(1);
        gadgets.deleteAll();
    }

    // Shapes

    @Test
    void p13_singleResultIsTheEntityOrItsAbsence() {
        assertThat(person("Ann").age()).isEqualTo(30);
        assertThat(people.findAnyByName("Zoe")).isNull();
        assertThat(people.findOptionalByRole(Role.ADMIN))
                .get()
                .extracting(Person::name)
                .isEqualTo("Ann");
        assertThatExceptionOfType(EmptyResultDataAccessException.class).isThrownBy(() -> person("Zoe"));
    }

    @Test
    void p14_singleResultWithSeveralMatchesIsAnError() {
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> people.findOptionalByRole(Role.USER))
                .withMessageContaining("Several entities meet");
    }

    @Test
    void p4_severalResultsTakeTheDeclaredType() {
        assertThat(people.findSetByActive(true)).hasSize(3);
        assertThat(people.findArrayByActive(true)).hasSize(3);
        assertThat(people.findStreamableByActive(true).stream()).hasSize(3);
        assertThat(people.findIterableByActive(true)).hasSize(3);
        assertThat(people.findFutureByActive(true)).isCompletedWithValueMatching(found -> found.size() == 3);
        assertThat(people.countFutureByActive(true)).isCompletedWithValue(3L);
    }

    @Test
    void p15_streamIsReadAsItIsTaken() {
        try (Stream<Person> stream = people.streamByActiveOrderByAge(true)) {
            assertThat(stream.map(Person::name).limit(2)).containsExactly("Bob", "Anna");
        }
    }

    @Test
    void p16_pageableMayStandInAnyPlace() {
        Pageable second = PageRequest.of(1, 2, Sort.by("age"));

        assertThat(names(people.findByActive(second, true))).containsExactly("Ann");
        assertThat(names(people.findByActive(true, second).getContent())).containsExactly("Ann");
    }

    @Test
    void g1_pageCountsAllResults() {
        Page<Person> first = people.findByActive(true, PageRequest.of(0, 2, Sort.by(Sort.Direction.DESC, "age")));

        assertThat(names(first)).containsExactly("Ann", "Anna");
        assertThat(first.getTotalElements()).isEqualTo(3);
        assertThat(first.getTotalPages()).isEqualTo(2);
        assertThat(names(people.findByActive(true, first.nextPageable()))).containsExactly("Bob");
        assertThat(people.findByActive(true, PageRequest.of(7, 2)).getTotalElements())
                .isEqualTo(3);
        assertThat(people.findByActive(true, Pageable.unpaged())).hasSize(3);
    }

    @Test
    void g1_pagesOfAFirstQueryEndWhereItEnds() {
        Page<Person> second = people.findFirst3ByOrderByAge(PageRequest.of(1, 2));

        assertThat(names(second)).containsExactly("Ann");
        assertThat(second.getTotalElements()).isEqualTo(3);
        assertThat(people.findFirst3ByOrderByAge(PageRequest.of(2, 2))).isEmpty();
    }

    @Test
    void g2_sliceKnowsWhetherThereIsMore() {
        Slice<Person> first = people.findByAgeGreaterThan(20, PageRequest.of(0, 3));

        assertThat(names(first)).containsExactly("Anna", "Ann", "Cid");
        assertThat(first.hasNext()).isTrue();
        assertThat(people.findByAgeGreaterThan(20, first.nextPageable()).hasNext())
                .isFalse();
        assertThat(people.findByAgeGreaterThan(20, Pageable.unpaged(Sort.by("age"))))
                .hasSize(4);
    }

    @Test
    void p16_limitMayStandInAnyPlaceAndIsBoundedByFirst() {
        assertThat(people.findSomeByActive(Limit.of(2), true)).hasSize(2);
        assertThat(people.findSomeByActive(Limit.unlimited(), true)).hasSize(3);
        assertThat(people.findFirst3ByActive(true, Limit.of(2))).hasSize(2);
        assertThat(people.findFirst3ByActive(true, Limit.of(9))).hasSize(3);
    }

    @Test
    void p17_windowsGoOnByCursorStrings() {
        Sort byAge = Sort.by("age");
        Window<Person> first = people.findByActive(true, CursorPosition.of((String) null), Limit.of(2), byAge);
        String cursor = CursorPosition.next(first);
        people.save(Person.of("Kid", 1));

        Window<Person> second = people.findByActive(true, CursorPosition.of(cursor), Limit.of(2), byAge);

        assertThat(names(first)).containsExactly("Bob", "Anna");
        assertThat(names(second)).containsExactly("Ann");
        assertThat(second.hasNext()).isFalse();
        assertThat(CursorPosition.next(second)).isNull();
        assertThat(names(people.findByActive(true, first.positionAt(0), Limit.of(1), byAge)))
                .containsExactly("Anna");
    }

    @Test
    void p17_windowsGoOnByOffset() {
        Window<Person> first = people.findByActive(true, ScrollPosition.offset(), Limit.of(2), Sort.by("age"));
        Window<Person> second = people.findByActive(true, first.positionAt(1), Limit.of(2), Sort.by("age"));

        assertThat(names(first)).containsExactly("Bob", "Anna");
        assertThat(names(second)).containsExactly("Ann");
        assertThat(second.hasNext()).isFalse();
        assertThat(names(people.findByName("Ann", PageRequest.of(0, 1)))).containsExactly("Ann");
    }

    @Test
    void p17_windowWithoutLimitHoldsEverything() {
        Window<Person> all = people.findByRole(Role.USER, ScrollPosition.keyset());

        assertThat(all).hasSize(4);
        assertThat(all.hasNext()).isFalse();
    }

    @Test
    void p17_windowIteratorWalksOverAllWindows() {
        WindowIterator<Person> all = WindowIterator.of(
                        position -> people.findFirst2ByActiveOrderByAgeAsc(true, position))
                .startingAt(ScrollPosition.keyset());

        List<Person> walked = new ArrayList<>();
        all.forEachRemaining(walked::add);

        assertThat(names(walked)).containsExactly("Bob", "Anna", "Ann");
    }

    @Test
    void g3_cursorOfAnotherQueryIsRefused() {
        String cursor =
                CursorPosition.next(people.findByActive(true, ScrollPosition.keyset(), Limit.of(1), Sort.by("age")));

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findByActive(false, CursorPosition.of(cursor), Limit.of(1), Sort.by("age")));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(
                        () -> people.findByActive(true, CursorPosition.of("no cursor!"), Limit.of(1), Sort.by("age")))
                .withMessageContaining("\"no cursor!\"");
    }

    @Test
    void p10_p11_p12_projectionsTakeSomeProperties() {
        assertThat(people.findNamesByActiveOrderByName(true))
                .extracting(NameOnly::getName)
                .containsExactly("Ann", "Anna", "Bob");
        assertThat(people.findDtosByActiveOrderByName(true))
                .containsExactly(new NameAndAge("Ann", 30), new NameAndAge("Anna", 25), new NameAndAge("Bob", 20));
        assertThat(people.findByActiveOrderByName(false, NameAndAge.class))
                .containsExactly(new NameAndAge("Cid", 40), new NameAndAge("Änne", 50));
        assertThat(people.findByActiveOrderByName(false, NameOnly.class))
                .extracting(NameOnly::getName)
                .containsExactly("Cid", "Änne");
        assertThat(people.findByActiveOrderByName(false, Person.class)).hasSize(2);
        assertThat(people.findDtosByActive(true, PageRequest.of(0, 1, Sort.by("name"))))
                .containsExactly(new NameAndAge("Ann", 30));
        assertThat(people.findDtoByName("Bob")).contains(new NameAndAge("Bob", 20));
        assertThat(people.findDtoByName("Zoe")).isEmpty();
    }

    @Test
    void p16_sortIsCheckedWhenItComes() {
        assertThat(names(people.findByActive(
                        true, Sort.by("address.city").and(Sort.by("name").descending()))))
                .containsExactly("Anna", "Ann");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findByActive(true, Sort.by("notes")))
                .withMessageContaining("\"notes\" of Person is not indexed");
        assertThatExceptionOfType(PropertyReferenceException.class)
                .isThrownBy(() -> people.findByActive(true, Sort.by("nmae")))
                .withMessageContaining("name");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() ->
                        people.findByActive(true, Sort.by(Sort.Order.by("name").ignoreCase())));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() ->
                        people.findByActive(true, Sort.by(Sort.Order.by("score").nullsLast())));
        assertThat(people.findByActive(true, Sort.by(Sort.Order.by("score").nullsFirst())))
                .hasSize(3);
    }

    @Test
    void g4_offsetBeyondWhatAQueryCanSkipIsRefused() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findAll(PageRequest.of(Integer.MAX_VALUE, 10)))
                .withMessageContaining("Scroll by cursor");
    }

    @Test
    void defaultMethodsCallQueries() {
        assertThat(people.adults()).hasSize(5);
    }

    // What every repository has

    @Test
    void m13_savedRecordHasItsId() {
        Person saved = people.save(Person.of("Dan", 33));

        assertThat(saved.id()).isNotNull();
        assertThat(people.findById(Objects.requireNonNull(saved.id()))).contains(saved);
        assertThat(people.findByName("Dan")).containsExactly(saved);
    }

    @Test
    void t8_saveAllReturnsAllInOrder() {
        List<Person> saved = people.saveAll(
                IntStream.range(0, 100).mapToObj(i -> Person.of("P" + i, i)).toList());

        assertThat(saved).extracting(Person::name).startsWith("P0", "P1", "P2").hasSize(100);
        assertThat(saved).extracting(Person::id).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(people.count()).isEqualTo(105);
    }

    @Test
    void t2_findAllByIdKeepsTheOrderAndTheDoublesOfTheIds() {
        List<Long> ids = List.of(id("Cid"), id("Ann"), 987_654_321L, id("Cid"));

        assertThat(names(people.findAllById(ids))).containsExactly("Cid", "Ann", "Cid");
    }

    @Test
    void p16_findAllTakesSortsAndPages() {
        assertThat(people.findAll()).hasSize(5);
        assertThat(names(people.findAll(Sort.by("name")))).containsExactly("Ann", "Anna", "Bob", "Cid", "Änne");
        Page<Person> page = people.findAll(PageRequest.of(1, 2, Sort.by("age")));
        assertThat(names(page)).containsExactly("Ann", "Cid");
        assertThat(page.getTotalElements()).isEqualTo(5);
        assertThat(people.findAll(Pageable.unpaged())).hasSize(5);
        assertThat(names(people.findAll(Pageable.unpaged(Sort.by("age")))))
                .first()
                .isEqualTo("Bob");
        assertThat(people.findAll(PageRequest.of(0, 5)).getTotalElements()).isEqualTo(5);
    }

    @Test
    void p17_findAllScrolls() {
        Window<Person> first = people.findAll(ScrollPosition.keyset(), Sort.by("name"), Limit.of(3));
        Window<Person> second =
                people.findAll(CursorPosition.of(CursorPosition.next(first)), Sort.by("name"), Limit.of(3));

        assertThat(names(first)).containsExactly("Ann", "Anna", "Bob");
        assertThat(names(second)).containsExactly("Cid", "Änne");
        assertThat(people.findAll(ScrollPosition.keyset(), Sort.unsorted(), Limit.unlimited()))
                .hasSize(5);
    }

    @Test
    void t6_insertRefusesAnExistingKey() {
        Person ann = person("Ann");

        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> people.insert(ann.inactive()));
        assertThat(person("Ann").active()).isTrue();
        assertThat(people.insert(Person.of("Eve", 3)).id()).isNotNull();
    }

    @Test
    void t7_updateRefusesAnAbsentKey() {
        Person ann = person("Ann");

        assertThat(people.update(ann.inactive()).active()).isFalse();
        people.delete(ann);
        assertThatExceptionOfType(EmptyResultDataAccessException.class).isThrownBy(() -> people.update(ann));
    }

    @Test
    void deletesByEntityAndById() {
        people.delete(person("Ann"));
        people.deleteById(id("Bob"));
        people.deleteAllById(List.of(id("Cid"), 987_654_321L));
        people.deleteAll(people.findByName("Anna"));

        assertThat(names(people.findAll())).containsExactly("Änne");
        assertThat(people.existsById(id("Änne"))).isTrue();
        people.deleteAll();
        assertThat(people.count()).isZero();
    }

    @Test
    void childrenAreFoundByTheirKeys() {
        Note note = notes.save(new Note(null, key("Ann"), "hello", false));
        Key key = template.getKey(note);

        assertThat(key.parent()).isEqualTo(key("Ann"));
        assertThat(key.kind()).isEqualTo("PersonNote");
        assertThat(notes.findById(key)).contains(note);
        assertThat(notes.existsById(key)).isTrue();
        notes.deleteById(key);
        assertThat(notes.findById(key)).isEmpty();
    }

    @Test
    void e4_versionsProtectAgainstLostUpdates() {
        labels.save(new Label("x", "red"));
        Label one = labels.findById("x").orElseThrow();
        Label other = labels.findById("x").orElseThrow();
        one.setColor("blue");
        labels.save(one);
        other.setColor("green");

        assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> labels.save(other));
        assertThat(labels.findById("x")).get().extracting(Label::getColor).isEqualTo("blue");
    }

    @Test
    void p24_callsOfOneTransactionAreAllOrNothing() {
        Function<Boolean, Long> work = fail -> transaction.execute(status -> {
            people.save(Person.of("Tom", 60));
            labels.save(new Label("tom", "red"));
            long seen = people.countByAgeGreaterThan(50);
            if (fail) {
                status.setRollbackOnly();
            }
            return seen;
        });

        assertThat(work.apply(true)).isEqualTo(1);
        assertThat(people.existsByName("Tom")).isFalse();
        assertThat(labels.count()).isZero();
        assertThat(work.apply(false)).isEqualTo(1);
        assertThat(people.existsByName("Tom")).isTrue();
    }

    @Test
    void entitiesWithoutThePropertyAreNotFoundByIt() {
        Key bare = datastore.put(Entity.builder(datastore.partition().incompleteKey("Person"))
                .set("name", "Bare")
                .set("notes", "none")
                .build());

        assertThat(people.findByScoreIsNull()).extracting(Person::name).doesNotContain("Bare");
        assertThat(people.findByNameNot("Ann")).extracting(Person::name).contains("Bare");
        datastore.delete(bare);
    }
}
