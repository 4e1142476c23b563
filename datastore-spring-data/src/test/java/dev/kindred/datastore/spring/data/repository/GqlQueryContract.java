package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.gql.Filtered;
import dev.kindred.datastore.spring.data.repository.gql.Texts;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;

/** Row P8 of the table of repositories: methods with texts, whatever the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GqlQueryContract {

    private final TestEngine engine;
    private ConfigurableApplicationContext context;
    private Texts texts;
    private DatastoreTemplate template;

    GqlQueryContract(TestEngine engine) {
        this.engine = engine;
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Texts.class,
            excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Filtered.class))
    static class Enabled {}

    /** The application. */
    ConfigurableApplicationContext open(TestEngine engine) {
        AnnotationConfigApplicationContext opened = new AnnotationConfigApplicationContext();
        opened.registerBean(LocalDatastore.class, engine::open);
        opened.register(RepositoriesConfiguration.class, Enabled.class);
        opened.refresh();
        return opened;
    }

    @BeforeAll
    void start() {
        context = open(engine);
        texts = context.getBean(Texts.class);
        template = context.getBean(DatastoreTemplate.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void fill() {
        texts.deleteAll();
        texts.saveAll(List.of(
                Person.of("Ann", 30)
                        .admin()
                        .scored(5)
                        .tagged("a", "b")
                        .in("Bern")
                        .owning("1.10"),
                Person.of("Bob", 20).owning("1.1"),
                Person.of("Cid", 40).inactive().scored(7).tagged("b").in("Rome")));
    }

    private static List<String> names(Iterable<Person> found) {
        List<String> names = new ArrayList<>();
        found.forEach(each -> names.add(each.name()));
        return names;
    }

    private Person ann() {
        return texts.byName("Ann").get(0);
    }

    @Test
    void p8_parametersAreBoundByNameByAnnotationAndByPosition() {
        assertThat(names(texts.byName("Bob"))).containsExactly("Bob");
        assertThat(names(texts.mixed("Ann", 29))).containsExactly("Ann");
        assertThat(texts.mixed("Ann", 30)).isEmpty();
    }

    @Test
    void p8_nullArgumentBindsNull() {
        assertThat(names(texts.byScore(null))).containsExactly("Bob");
        assertThat(names(texts.byScore(5))).containsExactly("Ann");
    }

    @Test
    void p8_argumentsAreConvertedAsTheirPropertiesAreStored() {
        assertThat(names(texts.converted(Role.ADMIN, new BigDecimal("1.1"), LocalDate.of(2000, 1, 1))))
                .containsExactly("Ann");
        assertThat(names(texts.listed(List.of(new BigDecimal("1.1000")), "Cid")))
                .containsExactlyInAnyOrder("Ann", "Bob", "Cid");
        assertThat(names(texts.listed(List.of(), "Cid"))).containsExactlyInAnyOrder("Bob", "Cid");
        assertThat(names(texts.others("Bob"))).containsExactly("Ann", "Cid");
        assertThat(texts.others()).hasSize(3);
    }

    @Test
    void p8_keysAreComparedWithIdsAndKeys() {
        assertThat(texts.byKey(ann().id()))
                .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo("Ann"));
        assertThat(texts.after(Key.of("Person", 1), 2)).hasSize(2);
        assertThat(names(texts.below(template.getKey(ann())))).containsExactly("Ann");
    }

    @Test
    void p16_sortLimitAndPageableStandAtAnyPlace() {
        assertThat(names(texts.sorted(Sort.by("born"), Limit.of(5), true))).containsExactly("Ann", "Bob");
        assertThat(names(texts.sorted(Sort.by("age"), Limit.of(1), true))).containsExactly("Bob");

        Page<Person> page = texts.page(PageRequest.of(0, 1), true);

        assertThat(names(page)).containsExactly("Bob");
        assertThat(page.getTotalElements()).isEqualTo(2);
        assertThat(texts.page(Pageable.unpaged(), true)).hasSize(2);
        assertThat(texts.pageOfAll(true, PageRequest.of(0, 1)).getTotalElements())
                .isEqualTo(3);
    }

    @Test
    void p8_offsetOfTheTextComesBeforeThatOfThePage() {
        Slice<Person> first = texts.slice(PageRequest.of(0, 1));

        assertThat(names(first)).containsExactly("Ann");
        assertThat(first.hasNext()).isTrue();
        assertThat(names(texts.slice(PageRequest.of(1, 1)))).containsExactly("Cid");
    }

    @Test
    void p17_windowsGoOnByCursor() {
        Window<Person> first = texts.window(ScrollPosition.keyset(), Limit.of(1));
        Window<Person> second = texts.window(first.positionAt(0), Limit.of(1));

        assertThat(names(first)).containsExactly("Bob");
        assertThat(first.hasNext()).isTrue();
        assertThat(names(second)).containsExactly("Ann");
        assertThat(second.hasNext()).isFalse();
    }

    @Test
    void p15_streamsEndWhereTheLimitSays() {
        try (Stream<Person> youngest = texts.youngest()) {
            assertThat(youngest.map(Person::name)).containsExactly("Bob", "Ann");
        }
    }

    @Test
    void p14_singleResultWithSeveralMatchesIsAnError() {
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class).isThrownBy(texts::single);
    }

    @Test
    void p8_flagsCountCheckAndDelete() {
        assertThat(texts.countOlder(25)).isEqualTo(2);
        assertThat(texts.existsOlder(40)).isFalse();
        assertThat(texts.existsOlder(39)).isTrue();
        assertThat(texts.deleteOlder(25)).isEqualTo(2);
        assertThat(names(texts.findAll())).containsExactly("Bob");
    }

    @Test
    void p8_aggregationsGiveANumberOrSeveralByName() {
        assertThat(texts.count(true)).isEqualTo(2);
        assertThat(texts.averageAge("Ann")).contains(30.0);
        assertThat(texts.averageAge("Zoe")).isEmpty();
        assertThat(texts.sum()).isEqualTo(new BigDecimal(90));
        assertThat(texts.numbers()).isEqualTo(Map.of("people", 3L, "age", 90L));
        assertThat(texts.totals()).isEqualTo(new Texts.Totals(3, 30.0));
        assertThat(texts.totalsView().getPeople()).isEqualTo(3);
        assertThat(texts.totalsView().getAge()).isEqualTo(90.0);
    }

    @Test
    void p11_selectedPropertiesBecomeRecordsInterfacesMapsAndValues() {
        assertThat(texts.dtos()).extracting(Texts.NameAndAge::name).containsExactly("Cid", "Ann", "Bob");
        assertThat(texts.dtos().get(1)).isEqualTo(new Texts.NameAndAge(ann().id(), "Ann", 30));
        assertThat(texts.views().get(0).getName()).isEqualTo("Ann");
        assertThat(texts.views().get(0).getBorn()).isEqualTo(LocalDate.of(1995, 1, 1));
        assertThat(texts.views().get(0).getId()).isEqualTo(ann().id());
        assertThat(texts.maps()).extracting(row -> row.get("addressCity")).containsExactlyInAnyOrder("Bern", "Rome");
        assertThat(texts.roles()).containsExactly(Role.ADMIN, Role.USER);
        assertThat(texts.tags()).containsExactly("a", "b", "b");
    }

    @Test
    void p8_selectedKeysBecomeKeysOrIds() {
        assertThat(texts.keys(25)).hasSize(2).first().isEqualTo(template.getKey(ann()));
        assertThat(texts.ids(25, PageRequest.of(0, 1))).containsExactly(ann().id());
        assertThat(texts.ids(25, PageRequest.of(0, 1)).getTotalElements()).isEqualTo(2);
    }

    @Test
    void p12_projectionsOfWholeEntitiesAreChosenAtTheCall() {
        assertThat(texts.projected(true, Texts.NameAndAge.class))
                .extracting(Texts.NameAndAge::name)
                .containsExactly("Ann", "Bob");
        assertThat(texts.projected(true, Texts.View.class))
                .extracting(Texts.View::getName)
                .containsExactly("Ann", "Bob");
        assertThat(names(texts.projected(true, Person.class))).containsExactly("Ann", "Bob");
        assertThat(texts.wholeAsDtos()).hasSize(3);
    }

    @Test
    void p8_expressionsAreEvaluatedAndNamedQueriesFound() {
        assertThat(names(texts.expression(" Ann ", 30))).containsExactly("Ann");
        assertThat(texts.expression("Ann", 31)).isEmpty();
        assertThat(names(texts.entityName())).containsExactly("Bob", "Ann", "Cid");
        assertThat(names(texts.adultsByName(25))).containsExactly("Ann", "Cid");
        assertThat(texts.named(25, PageRequest.of(0, 1)).getTotalElements()).isEqualTo(2);
    }

    @Test
    void pain25_comparisonsWithoutArgumentAreLeftOut() {
        assertThat(names(texts.optional("Ann", null))).containsExactly("Ann");
        assertThat(names(texts.optional(null, 25))).containsExactly("Ann", "Cid");
        assertThat(names(texts.optional(null, null))).containsExactly("Bob", "Ann", "Cid");
    }
}
