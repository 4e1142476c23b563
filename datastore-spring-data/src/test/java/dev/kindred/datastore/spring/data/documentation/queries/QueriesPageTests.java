package dev.kindred.datastore.spring.data.documentation.queries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

/** The code of docs/guides/queries.md runs. */
class QueriesPageTests {

    private AnnotationConfigApplicationContext context;
    private Cities cities;

    @Configuration
    @EnableDatastoreRepositories
    static class Enabled {}

    // tag::settings[]
    @Configuration
    static class Filtering {

        @Bean
        QuerySettings querySettings() {
            return new QuerySettings(PostFilter.WARN, 10_000);
        }
    }
    // end::settings[]

    @BeforeEach
    void start() {
        context = TestContext.start(TestEngine.MEMORY, Enabled.class, Filtering.class);
        cities = context.getBean(Cities.class);
        cities.saveAll(List.of(
                new City(null, "Rome", "IT", 2_800_000L, List.of("capital")),
                new City(null, "Milan", "IT", 1_400_000L, List.of()),
                new City(null, "Bern", "CH", 140_000L, List.of("capital"))));
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void methodsAnswer() {
        assertThat(cities.important("IT", 5_000_000, PageRequest.of(0, 10))).hasSize(1);
        assertThat(cities.inCountry("it", null)).hasSize(2);
        assertThat(cities.inhabitants("IT")).isEqualTo(4_200_000);
        assertThat(cities.summary("IT")).isEqualTo(new Cities.Summary(2, 2_100_000.0));
        assertThat(cities.findByCountryOrderByName("IT", Cities.Named.class))
                .extracting(Cities.Named::getName)
                .containsExactly("Milan", "Rome");
        assertThat(cities.findBySizeGreaterThanOrderByName(1_000_000)).hasSize(2);
        assertThat(cities.sizes("IT").get(0).name()).isEqualTo("Rome");
        assertThat(cities.countries()).containsExactly("CH", "IT");
        assertThat(cities.findByCountryAndSizeGreaterThan(null, 1_000_000)).hasSize(2);
        assertThat(cities.hasSmallerThan(100_000)).isFalse();
        assertThat(cities.deleteSmallerThan(1_000_000)).isEqualTo(1);
    }

    @Test
    void changesAreMade() {
        assertThat(cities.move("I", "IT")).isEqualTo(1);
        assertThat(cities.updateByNameStartingWith("M", "I")).isEqualTo(1);
        assertThat(cities.inhabitants("I")).isEqualTo(4_200_002);
        assertThat(cities.updateCountryAndSizeByName("IT", 5, "Rome")).isEqualTo(1);
        assertThat(cities.deleteSmallest(10)).isEqualTo(1);
    }

    @Test
    void examplesAnswer() {
        // tag::example[]
        City probe = new City(null, "r", "IT", null, List.of());
        ExampleMatcher matcher = ExampleMatcher.matching()
                .withMatcher("name", name -> name.startsWith().ignoreCase());

        List<City> found = cities.findAll(Example.of(probe, matcher));
        List<Cities.Named> largest = cities.findBy(Example.of(probe, matcher), query -> query.sortBy(
                        Sort.by("size").descending())
                .limit(3)
                .as(Cities.Named.class)
                .all());
        // end::example[]

        assertThat(found).hasSize(1);
        assertThat(largest).hasSize(1);
    }
}
