package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.changes.Station;
import dev.kindred.datastore.spring.data.repository.changes.Station.Address;
import dev.kindred.datastore.spring.data.repository.changes.Station.Size;
import dev.kindred.datastore.spring.data.repository.changes.Stations;
import dev.kindred.datastore.spring.data.repository.changes.WrongChanges;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblem;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.repository.zoo.Animal;
import dev.kindred.datastore.spring.data.repository.zoo.Animals;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows P7 and P8 of the table of repositories: methods that change entities, whatever the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChangeContract {

    private final TestEngine engine;
    private AnnotationConfigApplicationContext context;
    private Stations stations;
    private DatastoreTemplate template;

    ChangeContract(TestEngine engine) {
        this.engine = engine;
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Stations.class,
            excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = WrongChanges.class))
    static class Enabled {

        @Bean
        QuerySettings querySettings() {
            return new QuerySettings(PostFilter.ALLOW, 10_000);
        }
    }

    @BeforeAll
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, engine::open);
        context.register(RepositoriesConfiguration.class, Enabled.class);
        context.refresh();
        stations = context.getBean(Stations.class);
        template = context.getBean(DatastoreTemplate.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void fill() {
        stations.deleteAll();
        stations.saveAll(
                List.of(Station.of("Bern", "CH", 10), Station.of("Basel", "CH", 20), Station.of("Rome", "IT", 30)));
    }

    private Station station(String name) {
        List<Station> found = new ArrayList<>(stations.findAll());
        found.removeIf(station -> !station.name().equals(name));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private void inTransaction(Runnable work) {
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> work.run());
    }

    @Test
    void p8_updateOfATextChangesWhatItFindsAndTellsHowMany() {
        assertThat(stations.move("DE", "CH")).isEqualTo(2);

        assertThat(stations.findByCountryOrderByName("DE"))
                .extracting(Station::name, Station::visits)
                .containsExactly(tuple("Basel", 21), tuple("Bern", 11));
        assertThat(stations.findByCountryOrderByName("CH")).isEmpty();
        assertThat(stations.countByVisits(11)).isEqualTo(1);
        assertThat(stations.countByVisits(10)).isZero();
        assertThat(stations.move("DE", "CH")).isZero();
    }

    @Test
    void p8_numbersAreAddedAsTheyAreStored() {
        assertThat(stations.calculate(4, 3, "Bern")).isEqualTo(1);

        assertThat(station("Bern").visits()).isEqualTo(7);
        assertThat(station("Bern").score()).isEqualTo(4);
        assertThat(station("Bern").level()).isEqualTo(2.5);
    }

    @Test
    void p8_numberThatItsFieldCannotHoldChangesNothing() {
        assertThatExceptionOfType(PropertyMappingException.class).isThrownBy(() -> stations.add(127));

        assertThat(station("Rome").visits()).isEqualTo(30);
        assertThat(station("Rome").tracks()).isEqualTo((byte) 2);
    }

    @Test
    void p8_newValuesAreStoredAsTheirFieldsAre() {
        LocalDate opened = LocalDate.of(1860, 5, 1);

        assertThat(stations.literals(opened, "big", "Beppo", "long", new BigDecimal("2.5")))
                .isTrue();

        Station bern = station("Bern");
        assertThat(bern.price()).isEqualByComparingTo("3");
        assertThat(bern.opened()).isEqualTo(opened);
        assertThat(bern.size()).isEqualTo(Size.LARGE);
        assertThat(bern.tags()).containsExactlyInAnyOrder("old", "big");
        assertThat(bern.nick()).contains("Beppo");
        assertThat(template.execute(store -> store.get(template.getKey(bern))).properties())
                .hasEntrySatisfying(
                        "notes", notes -> assertThat(notes.indexed()).isFalse());
        assertThat(stations.literals(opened, "big", null, "", new BigDecimal("2.5")))
                .isFalse();
    }

    @Test
    void p8_wholeListsMapsAndObjectsAreSetAndNullsLeftOutWhereTheyAreNotStored() {
        List<Address> exits = List.of(new Address("North", "Bern"), new Address("South", null));

        stations.whole(List.of("a", "b"), Map.of("S1", 1), new Address("Main", "Bern"), exits, null, "Bern");

        Station bern = station("Bern");
        assertThat(bern.tags()).isEqualTo(Set.of("a", "b"));
        assertThat(bern.lines()).isEqualTo(Map.of("S1", 1));
        assertThat(bern.address()).isEqualTo(new Address("Main", "Bern"));
        assertThat(bern.exits()).isEqualTo(exits);
        assertThat(template.execute(store -> store.get(template.getKey(bern))).properties())
                .doesNotContainKey("boss")
                .containsEntry("founder", Property.of(Value.of("Fay")));
    }

    @Test
    void p8_nestedAndFlattenedPropertiesAreSetByTheirPaths() {
        stations.whole(List.of(), Map.of(), new Address("Main", "Bern"), List.of(), "Bo", "Bern");

        assertThat(stations.nested("Rom")).isEqualTo(3);

        assertThat(station("Bern").address()).isEqualTo(new Address("Main", "Rom"));
        assertThat(station("Bern").place()).isEqualTo(new Station.Place(2, 2));
        assertThat(template.execute(store -> store.get(template.getKey(station("Bern"))))
                        .value("place.row"))
                .isEqualTo(Value.of(2));
    }

    @Test
    void p8_expressionsKeysOrdersLimitsAndAncestorsAreThoseOfQueries() {
        Station bern = station("Bern");

        assertThat(stations.rename(bern.id(), "Bern")).isEqualTo(1);
        assertThat(station("BERN").id()).isEqualTo(bern.id());
        assertThat(stations.resetSmallest()).isEqualTo(1);
        assertThat(station("BERN").visits()).isZero();
        assertThat(stations.reset(Sort.by("visits").descending(), Limit.of(1))).isEqualTo(1);
        assertThat(station("Rome").visits()).isZero();
        assertThat(station("Basel").visits()).isEqualTo(20);
        assertThat(stations.below(template.getKey(bern))).isEqualTo(1);
        assertThat(stations.countByVisits(77)).isEqualTo(1);
    }

    @Test
    void p8_assignmentsWithoutArgumentAreLeftOutWhereTheMethodSaysSo() {
        assertThat(stations.optional(null, 5, "IT")).isEqualTo(1);
        assertThat(station("Rome").visits()).isEqualTo(5);
        assertThat(stations.optional("Roma", null, "IT")).isEqualTo(1);
        assertThat(station("Roma").visits()).isEqualTo(5);
        assertThat(stations.optional(null, null, "IT")).isZero();
    }

    @Test
    void p8_namedQueriesChangeToo() {
        assertThat(stations.namedChange("CH")).isEqualTo(2);
        assertThat(stations.countByVisits(1000)).isEqualTo(2);
    }

    @Test
    void p8_deleteOfATextReturnsWhatADerivedOneMay() {
        assertThat(stations.deleteFirst("CH")).extracting(Station::name).containsExactly("Basel");
        assertThat(stations.deleteQuiet(30)).isEqualTo(1);
        assertThat(stations.findAll()).extracting(Station::name).containsExactly("Rome");
        stations.clear();
        assertThat(stations.count()).isZero();
    }

    @Test
    void p7_updateByNameSetsWhatTheAnnotationSays() {
        assertThat(stations.updateByNameStartingWith("B", "DE")).isEqualTo(2);
        assertThat(stations.findByCountryOrderByName("DE"))
                .extracting(Station::visits)
                .containsExactly(21, 11);
        assertThat(stations.findByNameContainingAndCountry("er", 3, "DE")).isTrue();
        assertThat(station("Bern").visits()).isEqualTo(3);
        assertThat(stations.findByNameContainingAndCountry("er", 3, "CH")).isFalse();
    }

    @Test
    void p7_derivedUpdateTakesTheNewValuesFirst() {
        assertThat(stations.updateCountryByName("DE", "Bern")).isEqualTo(1);
        assertThat(stations.updateCountryAndVisitsByNameInOrVisitsGreaterThan("FR", 1, List.of("Bern"), 25))
                .isEqualTo(2);
        assertThat(stations.findByCountryOrderByName("FR"))
                .extracting(Station::name)
                .containsExactly("Bern", "Rome");
        assertThat(stations.countByVisits(1)).isEqualTo(2);

        stations.updateAddressCityAndSizeByCountry("Bâle", Size.LARGE, "CH");

        assertThat(stations.findByCountryOrderByName("CH").get(0).size()).isEqualTo(Size.LARGE);
        assertThat(stations.updateTagsBy("x", "y")).isEqualTo(3);
        assertThat(station("Rome").tags()).containsExactlyInAnyOrder("x", "y");
        assertThat(stations.updateScoreByAncestor(9L, template.getKey(station("Rome"))))
                .isEqualTo(1);
        assertThat(station("Rome").score()).isEqualTo(9);
        assertThat(stations.updateScoreByAncestor(null, template.getKey(station("Rome"))))
                .isEqualTo(1);
        assertThat(station("Rome").score()).isNull();
    }

    @Test
    void p7_changesCountTheVersionUpSoThatOldCopiesCannotOverwriteThem() {
        Station old = station("Bern");

        stations.updateCountryByName("DE", "Bern");

        assertThat(station("Bern").version()).isEqualTo(old.version() + 1);
        assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> stations.save(old));
    }

    @Test
    void p7_changesJoinTheCallersTransactionSeeItsWritesAndAreUndoneWithIt() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> inTransaction(() -> {
                    stations.save(Station.of("Genf", "CH", 0));
                    assertThat(stations.move("DE", "CH")).isEqualTo(3);
                    assertThat(stations.findByCountryOrderByName("DE")).hasSize(3);
                    throw new IllegalStateException("undo");
                }));

        assertThat(stations.findByCountryOrderByName("CH"))
                .extracting(Station::visits)
                .containsExactly(20, 10);
    }

    @Test
    void p7_pain14_changeOfManyIsOneTransaction() {
        stations.saveAll(IntStream.range(0, 700)
                .mapToObj(i -> Station.of("S" + i, "XX", i))
                .toList());

        assertThat(stations.move("YY", "XX")).isEqualTo(700);
        assertThat(stations.findByCountryOrderByName("YY")).hasSize(700);
    }

    @Test
    void p8_valueThatTheFieldCannotTakeChangesNothing() {
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> stations.optional("x".repeat(2000), null, "IT"));
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> new DatastoreRepositoryFactory(template)
                        .getRepository(Boxed.class)
                        .updateVisitsByName(null, "Rome"))
                .withMessageContaining("null is no int");
        assertThat(station("Rome").visits()).isEqualTo(30);
    }

    interface Boxed extends Repository<Station, Long> {
        long updateVisitsByName(@Nullable Integer visits, String name);
    }

    interface Cats extends Repository<Animal.Cat, Long> {

        @Query("UPDATE animals SET lives = lives - 1")
        long mourn();

        long updateOwnerByName(String owner, String name);
    }

    @Test
    void r12_changesOfASubtypeLeaveTheOthersAlone() {
        try (LocalDatastore datastore = engine.open()) {
            DatastoreTemplate fresh =
                    new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
            DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(fresh);
            Animals animals = factory.getRepository(Animals.class);
            Animal cat = animals.save(new Animal.Cat("Tom", "Ann", 9));
            Animal dog = animals.save(new Animal.Dog("Tom", "Ann"));
            Cats cats = factory.getRepository(Cats.class);

            assertThat(cats.mourn()).isEqualTo(1);
            assertThat(cats.updateOwnerByName("Bob", "Tom")).isEqualTo(1);

            assertThat(datastore.get(Key.of("animals", cat.id())).value("lives"))
                    .isEqualTo(Value.of(8));
            assertThat(datastore.get(Key.of("animals", cat.id())).value("type")).isEqualTo(Value.of("cat"));
            assertThat(datastore.get(Key.of("animals", dog.id())).value("owner"))
                    .isEqualTo(Value.of("Ann"));
        }
    }

    @Test
    void p9_everyWrongChangeIsRefusedAtTheStartWithAWayOut() {
        InvalidQueryMethodsException refused =
                catchThrowableOfType(InvalidQueryMethodsException.class, () -> new DatastoreRepositoryFactory(template)
                        .getRepository(WrongChanges.class));
        Map<String, String> reasons = refused.problems().stream()
                .collect(Collectors.toMap(QueryMethodProblem::method, QueryMethodProblem::reason));

        assertThat(reasons).hasSize(WrongChanges.class.getDeclaredMethods().length);
        assertThat(reasons.get("properties(String)"))
                .contains(
                        "column 20: There is no property \"nmae\" in Station; did you mean name?",
                        "\"country\" of Station is stored as \"land\"; write that",
                        "field \"id\" is part of the key, which cannot change",
                        "field \"version\" is the @Version",
                        "field \"founder\" is @InsertOnly",
                        "@place is String, but property \"place\" is Place");
        assertThat(reasons.get("values()")).contains("column 12: ", "\"exits\"", "it holds several values");
        assertThat(reasons.get("types(String, int, String)"))
                .contains(
                        "@visits is String, but property \"visits\" is int",
                        "@tags is int, but property \"tags\" is Set",
                        "@name is String, but is added to property \"score\", which is Long");
        assertThat(reasons.get("kind()")).contains("The kind is \"Train\"", "write FROM Station");
        assertThat(reasons.get("syntax()")).contains("line 1, column 19: Expected =");
        assertThat(reasons.get("result()")).contains("a change cannot return List; return void, int, long or boolean");
        assertThat(reasons.get("paged(Pageable)")).contains("has to have one of the following return types");
        assertThat(reasons.get("counted()")).contains("leave count and exists out");
        assertThat(reasons.get("deleted()")).contains("the text is an UPDATE; leave delete out");
        assertThat(reasons.get("total(Pageable)")).contains("countQuery changes entities; write SELECT COUNT(*)");
        assertThat(reasons.get("deletion()")).contains("returns String, but it finds Station");
        assertThat(reasons.get("updateByName(String)"))
                .contains("@Update says what to set, and the method's name where");
        assertThat(reasons.get("both()")).contains("it has an @Update and a @Query");
        assertThat(reasons.get("updateByVisits(int)")).contains("one more is needed for \"visits\"");
        assertThat(reasons.get("countByName(String)")).contains("name it update…By");
        assertThat(reasons.get("everything()")).contains("no property \"everything\"", "update…By");
        assertThat(reasons.get("updateNmaeByVisits(String, int)"))
                .contains("there is no property \"nmae\" in Station to be set");
        assertThat(reasons.get("updateBySize(Size)")).contains("the name does not say what to set");
        assertThat(reasons.get("updateNameAndVisitsByVisits(String)"))
                .contains("no parameter for the new value of \"visits\"; new values come first");
        assertThat(reasons.get("updateVisitsByName(LocalDate, String)"))
                .contains("parameter 1 is LocalDate, but property \"visits\" is int");
        assertThat(reasons.get("updateIdByName(Long, String)")).contains("is part of the key, which cannot change");
        assertThat(reasons.get("updateExitsCityByName(String, String)")).contains("it holds several values");
        assertThat(reasons.get("updateNotesByNotes(String, String)")).contains("\"notes\" of Station is not indexed");
    }

    @Test
    void p9_everyWrongNewValueIsRefusedAtTheStart() {
        InvalidQueryMethodsException refused =
                catchThrowableOfType(InvalidQueryMethodsException.class, () -> new DatastoreRepositoryFactory(template)
                        .getRepository(WrongValues.class));

        assertThat(refused.problems().get(0).reason())
                .contains(
                        "field \"price\" is a BigDecimal, which is not stored as a number that can be added to",
                        "1.5",
                        "visits",
                        "not exactly a value",
                        "\"tracks\"",
                        "null is no byte",
                        "\"size\"");
    }

    interface WrongValues extends Repository<Station, Long> {

        @Query("UPDATE SET price = price + 1, visits = visits + 1.5, tracks = NULL, size = 'HUGE'")
        long values();
    }
}
