package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.gql.Filtered;
import dev.kindred.datastore.spring.data.repository.gql.Texts;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;

/** Table 1.6 of repositories: the keywords that indexes do not answer alone; and pain 25, conditions without argument. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PostFilterContract {

    private final TestEngine engine;
    private ConfigurableApplicationContext context;
    private Filtered people;
    private DatastoreTemplate template;

    PostFilterContract(TestEngine engine) {
        this.engine = engine;
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Texts.class)
    static class Enabled {}

    /** The application. */
    ConfigurableApplicationContext open(TestEngine engine) {
        AnnotationConfigApplicationContext opened = new AnnotationConfigApplicationContext();
        opened.registerBean(LocalDatastore.class, engine::open);
        opened.registerBean(QuerySettings.class, () -> new QuerySettings(PostFilter.WARN, 50));
        opened.register(RepositoriesConfiguration.class, Enabled.class);
        opened.refresh();
        return opened;
    }

    @BeforeAll
    void start() {
        context = open(engine);
        people = context.getBean(Filtered.class);
        template = context.getBean(DatastoreTemplate.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void fill() {
        people.deleteAll();
        people.saveAll(List.of(
                Person.of("Ann", 30).tagged("a", "b").in("Bern"),
                Person.of("Hanna", 20).tagged("b").in("Rome"),
                Person.of("Cid", 40).inactive(),
                Person.of("anna%", 25)));
    }

    private static List<String> names(Iterable<Person> found) {
        List<String> names = new ArrayList<>();
        found.forEach(each -> names.add(each.name()));
        return names;
    }

    @Test
    void keywords_likeTakesWildcardsAndEscapes() {
        assertThat(names(people.findByNameLikeOrderByName("An%"))).containsExactly("Ann");
        assertThat(names(people.findByNameLikeOrderByName("%n_"))).containsExactly("Ann", "Hanna");
        assertThat(names(people.findByNameLikeOrderByName("_nn"))).containsExactly("Ann");
        assertThat(names(people.findByNameLikeOrderByName("%\\%"))).containsExactly("anna%");
        assertThat(names(people.findByNameLikeOrderByName("Ann"))).containsExactly("Ann");
        assertThat(names(people.findByNameNotLikeOrderByName("%nn%"))).containsExactly("Cid");
    }

    @Test
    void keywords_textIsFoundAtTheEndAndWithin() {
        assertThat(names(people.findByNameEndingWithOrderByName("nna"))).containsExactly("Hanna");
        assertThat(names(people.findByNameContainingOrderByName("nn"))).containsExactly("Ann", "Hanna", "anna%");
        assertThat(names(people.findByNameNotContainingOrderByName("nn"))).containsExactly("Cid");
        assertThat(names(people.findByAddressCityEndingWith("e"))).containsExactly("Hanna");
    }

    @Test
    void keywords_notContainingOnACollectionLooksAtItsElements() {
        assertThat(names(people.findByTagsNotContainingOrderByName("a"))).containsExactly("Cid", "Hanna", "anna%");
    }

    @Test
    void keywords_regexIsFoundAnywhere() {
        assertThat(names(people.findByNameMatchesRegexOrderByName("^[AH].*n"))).containsExactly("Ann", "Hanna");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findByNameMatchesRegexOrderByName("["))
                .withMessageContaining("\"[\" is no regular expression");
    }

    @Test
    void keywords_ignoreCaseIsHonoured() {
        assertThat(names(people.findByNameIgnoreCase("ANN"))).containsExactly("Ann");
        assertThat(names(people.findByNameNotIgnoreCaseOrderByName("ANN"))).containsExactly("Cid", "Hanna", "anna%");
        assertThat(names(people.findByNameStartingWithIgnoreCaseOrderByName("aN")))
                .containsExactly("Ann", "anna%");
        assertThat(names(people.findByNameInIgnoreCase(List.of("CID", "aNN")))).containsExactlyInAnyOrder("Ann", "Cid");
        assertThat(names(people.findByNameAndAgeAllIgnoreCase("ANN", 30))).containsExactly("Ann");
        assertThat(people.findByNameAndAgeAllIgnoreCase("ANN", 31)).isEmpty();
    }

    @Test
    void keywords_emptyAndNotEmptyDivide() {
        assertThat(names(people.findByTagsIsEmptyOrderByName())).containsExactly("Cid", "anna%");
        assertThat(names(people.findByTagsIsNotEmptyOrderByName())).containsExactly("Ann", "Hanna");
        assertThat(people.findByNameIsEmpty()).isEmpty();
    }

    @Test
    void alternativesMayBeAnsweredInTwoWays() {
        assertThat(names(people.findByNameEndingWithOrAgeLessThanOrderByName("id", 26)))
                .containsExactly("Cid", "Hanna", "anna%");
    }

    @Test
    void g1_pagesAndCountsAreOfWhatPasses() {
        Page<Person> page = people.findByNameContainingOrderByAge("nn", PageRequest.of(1, 1));
        Slice<Person> last = people.findSliceByNameContainingOrderByAge("nn", PageRequest.of(1, 2));

        assertThat(names(page)).containsExactly("anna%");
        assertThat(page.getTotalElements()).isEqualTo(3);
        assertThat(names(last)).containsExactly("Ann");
        assertThat(last.hasNext()).isFalse();
        assertThat(names(people.findTop2ByNameContainingOrderByAgeDesc("nn"))).containsExactly("Ann", "anna%");
        assertThat(people.countByNameContaining("nn")).isEqualTo(3);
        assertThat(people.existsByNameContaining("x")).isFalse();
        assertThat(people.findDtosByNameContainingOrderByAge("H"))
                .extracting("age")
                .containsExactly(20);
    }

    @Test
    void g3_windowsGoForwardAndBackOverWhatPasses() {
        Window<Person> first = people.findByNameContainingOrderByAge("nn", ScrollPosition.keyset(), Limit.of(2));
        Window<Person> second = people.findByNameContainingOrderByAge("nn", first.positionAt(1), Limit.of(2));
        KeysetScrollPosition end = (KeysetScrollPosition) second.positionAt(0);
        Window<Person> back = people.findByNameContainingOrderByAge("nn", end.backward(), Limit.of(1));

        assertThat(names(first)).containsExactly("Hanna", "anna%");
        assertThat(first.hasNext()).isTrue();
        assertThat(names(second)).containsExactly("Ann");
        assertThat(second.hasNext()).isFalse();
        assertThat(names(back)).containsExactly("anna%");
        assertThat(back.hasNext()).isTrue();
        assertThat(names(people.findByNameContainingOrderByAge("nn", ScrollPosition.offset(0), Limit.of(2))))
                .containsExactly("anna%", "Ann");
    }

    @Test
    void deletionTakesWhatPasses() {
        assertThat(people.deleteByNameContaining("nn")).isEqualTo(3);
        assertThat(names(people.findAll())).containsExactly("Cid");
    }

    @Test
    void readingEndsAtTheLimitWithAnError() {
        people.saveAll(
                IntStream.range(0, 60).mapToObj(i -> Person.of("x" + i, 60 + i)).toList());

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.countByNameContaining("nn"))
                .withMessageContaining("read 50 entities")
                .withMessageContaining("post-filter-limit");
        assertThat(people.existsByNameContaining("nn")).isTrue();
    }

    @Test
    void pain25_conditionsWithoutArgumentAreLeftOut() {
        assertThat(names(people.findByNameAndAgeGreaterThanOrderByAge("Ann", 10)))
                .containsExactly("Ann");
        assertThat(names(people.findByNameAndAgeGreaterThanOrderByAge(null, 24)))
                .containsExactly("anna%", "Ann", "Cid");
        assertThat(names(people.findByNameAndAgeBetweenOrActiveOrderByAge(null, 20, 25, null)))
                .containsExactly("Hanna", "anna%");
        assertThat(names(people.findByNameAndAgeBetweenOrActiveOrderByAge(null, 20, null, false)))
                .containsExactly("Cid");
        assertThat(people.findByNameAndAgeBetweenOrActiveOrderByAge(null, null, null, null))
                .hasSize(4);
    }

    @Test
    void p10_projectionGivesTheSameRowsByIndexAndByReading() {
        template.execute(entities ->
                entities.put(Entity.builder(template.getDatastore().partition().key("Person", 7_000))
                        .set("active", true)
                        .build()));

        assertThat(people.findNamesByNameStartingWithOrderByName("A"))
                .extracting(Filtered.NameOnly::getName)
                .containsExactly("Ann");
        assertThat(people.findNamesByActive(true)).hasSize(4);
    }
}
