package dev.kindred.datastore.spring.data.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.template.ObjectQuery;
import dev.kindred.datastore.spring.data.template.SaveOutcome;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

/** The snippets of docs/guides/template.md. */
class TemplatePageTests {

    private final LocalDatastore datastore = TestEngine.MEMORY.open();
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @AfterEach
    void close() {
        datastore.close();
    }

    record Place(String street, @Nullable String district) {}

    record City(
            @Id @Nullable Long id,
            String name,
            String country,
            long visits,
            List<String> tags,
            @Nullable Place hall,
            @Nullable String remarks) {}

    record Article(@Id @Nullable Long id, @Nullable @Version Long version, String text, boolean published) {}

    private City saved(String name, String country, long visits) {
        return template.save(new City(null, name, country, visits, List.of(), null, "old"));
    }

    @Test
    void anUpdateChangesSomeFieldsOfAnObject() {
        Long id = saved("Kristiania", "no", 3).id();

        // tag::update[]
        template.update(id, City.class)
                .set(City::name, "Oslo")
                .set("hall.street", "Fridtjof Nansens plass")
                .increment("visits", 1)
                .append("tags", "capital")
                .unset("remarks")
                .execute();
        // end::update[]

        assertThat(template.getById(id, City.class))
                .isEqualTo(new City(
                        id, "Oslo", "no", 4, List.of("capital"), new Place("Fridtjof Nansens plass", null), null));
    }

    @Test
    void anUpdateMayDependOnTheVersion() {
        Article article = template.save(new Article(null, null, "news", false));

        // tag::version[]
        Article published = template.update(article.id(), Article.class)
                .set(Article::published, true)
                .ifVersion(article.version()) // OptimisticLockingFailureException if it is another by now
                .executeAndGet();
        // end::version[]

        assertThat(published).isEqualTo(new Article(article.id(), 2L, "news", true));
    }

    record NameAndVisits(String name, long visits) {}

    @Test
    void aQueryIsPutTogetherStepByStep() {
        saved("Oslo", "no", 30);
        saved("Hamar", "no", 12);
        Long rome = saved("Rome", "it", 50).id();
        template.update(rome, City.class).append("tags", "capital").execute();

        // tag::query[]
        List<City> cities = template.query(City.class)
                .where(City::country)
                .is("no")
                .and("visits")
                .ge(10)
                .orderByDescending("visits")
                .all();

        Optional<City> oslo =
                template.query(City.class).where("name").is("Oslo").one(); // an error if there are several

        Page<NameAndVisits> page = template.query(City.class)
                .where("tags")
                .has("capital")
                .as(NameAndVisits.class)
                .page(PageRequest.of(0, 20, Sort.by("name")));
        // end::query[]

        // tag::numbers[]
        ObjectQuery<City, City> norwegian =
                template.query(City.class).where("country").is("no");

        Number visits = norwegian.sum(City::visits);
        Optional<Long> most = norwegian.max(City::visits);
        List<String> countries =
                template.query(City.class).distinct("country").as(String.class).all();
        // end::numbers[]

        assertThat(cities).extracting(City::name).containsExactly("Oslo", "Hamar");
        assertThat(oslo).isPresent();
        assertThat(page).containsExactly(new NameAndVisits("Rome", 50));
        assertThat(visits).isEqualTo(42L);
        assertThat(most).contains(30L);
        assertThat(countries).containsExactly("it", "no");
    }

    @Test
    void aQueryIsWrittenInGql() {
        saved("Oslo", "no", 30);
        saved("Hamar", "no", 2);

        // tag::gql[]
        List<City> found = template.gql("SELECT * FROM City WHERE country = @country AND visits > @1", 5)
                .bind("country", "no")
                .as(City.class)
                .all();

        List<String> names =
                template.gql("SELECT DISTINCT name FROM City").as(String.class).all();

        long visits = template.gql("SELECT SUM(visits) AS visits FROM City")
                .aggregate()
                .getLong("visits");
        // end::gql[]

        assertThat(found).extracting(City::name).containsExactly("Oslo");
        assertThat(names).containsExactly("Hamar", "Oslo");
        assertThat(visits).isEqualTo(32);
    }

    @Test
    void eachOfSeveralIsSavedForItself() {
        List<Article> articles = List.of(new Article(null, null, "a", false), new Article(null, null, "b", false));

        // tag::each[]
        for (SaveOutcome<Article> outcome : template.saveEach(articles)) {
            if (!outcome.isSaved()) {
                log(outcome.given() + ": " + outcome.failure());
            }
        }
        // end::each[]

        assertThat(template.count(Article.class)).isEqualTo(2);
    }

    private static void log(String message) {
        throw new AssertionError(message);
    }

    @Test
    void mapsAreStoredWithoutAType() {
        // tag::maps[]
        Key key = datastore.partition().key("Setting", "color");
        template.writeMap(key, Map.of("value", "red", "since", LocalDate.of(2026, 5, 6), "uses", 7));

        Map<String, Object> setting = template.findByIdAsMap(key).orElseThrow();
        // end::maps[]

        assertThat(setting).containsEntry("value", "red").containsEntry("uses", 7L);
    }
}
