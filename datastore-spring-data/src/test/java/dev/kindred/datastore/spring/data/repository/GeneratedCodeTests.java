package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.spring.data.aot.AheadOfTime;
import dev.kindred.datastore.spring.data.repository.broken.Misspelt;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.library.Books;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.zoo.Animal;
import dev.kindred.datastore.spring.data.repository.zoo.Animals;
import dev.kindred.datastore.spring.data.repository.zoo.Cats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.PageRequest;

/** A6: what is generated for repositories, and what is told of it. That it does what the interfaces do is for the contracts to say. */
class GeneratedCodeTests {

    private static final String PACKAGES = "dev.kindred.datastore.spring.data.repository.";
    private static final AheadOfTime GENERATED = GeneratedRepositories.generated();

    private static ConfigurableApplicationContext started() {
        return GeneratedRepositories.start(
                () -> LocalDatastore.on(new MemoryEngine()).build());
    }

    private static String source(String repository) {
        return GENERATED.source(PACKAGES + repository + "Impl__AotRepository");
    }

    /** The queries of a repository's description, by the name of their method. */
    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> queries(String repository) {
        String json = GENERATED.resource((PACKAGES + repository).replace('.', '/') + ".json");
        Map<String, Map<String, Object>> queries = new LinkedHashMap<>();
        for (Object method :
                (List<Object>) JsonParserFactory.getJsonParser().parseMap(json).get("methods")) {
            Map<String, Object> described = (Map<String, Object>) method;
            if (described.get("query") instanceof Map<?, ?> query) {
                queries.put((String) described.get("name"), (Map<String, Object>) query);
            }
        }
        return queries;
    }

    private static List<String> reflective(String repository) {
        List<String> names = new ArrayList<>();
        queries(repository).forEach((name, query) -> {
            if (query.get("generated").equals(false)) {
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void a6_generatedCodeReadsLikeTheNamesOfItsMethods() {
        assertThat(source("people.People"))
                .contains(
                        "  public List<Person> findByName(String name) {\n"
                                + "    return this.findByName.where(property(\"name\").is(name)).result();\n  }",
                        "this.findByNameStartsWithAndAgeGreaterThanOrderByAgeDesc.where("
                                + "property(\"name\").startingWith(this.findByNameStartsWithAndAgeGreaterThanOrderByAgeDesc.required(1, prefix)),\n"
                                + "        property(\"age\").greaterThan(age)).result();",
                        "this.findByActive_3.where(property(\"active\").is(active)).paged(pageable).result();");
    }

    @Test
    void a6_pain19_callsGoThroughTheGeneratedCode() {
        try (ConfigurableApplicationContext context = started()) {
            People people = context.getBean(People.class);

            assertThatThrownBy(() -> people.findByScoreLessThan(null))
                    .isInstanceOf(InvalidDataAccessApiUsageException.class)
                    .hasMessageStartingWith("Argument 1 of findByScoreLessThan is null")
                    .satisfies(thrown -> assertThat(thrown.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().endsWith("PeopleImpl__AotRepository")));
        }
    }

    @Test
    void a6_whatCannotBeGeneratedIsLeftToTheInterfaceAndSaysWhy() {
        assertThat(reflective("people.People")).containsExactlyInAnyOrder("countFutureByActive", "findFutureByActive");
        assertThat(queries("people.People").get("findFutureByActive"))
                .containsEntry("reason", "its result is wrapped in CompletableFuture");
        assertThat(queries("gql.Filtered").get("findByNameLikeOrderByName"))
                .containsEntry("query", "SELECT * FROM Person ORDER BY name")
                .containsEntry(
                        "reason",
                        "no index answers Like on \"name\", and whether such queries run is a setting of the running application, kindred.datastore.query.post-filter");
        assertThat(reflective("gql.Filtered"))
                .doesNotContain("findByNameAndAgeGreaterThanOrderByAge", "findByNameAndAgeBetweenOrActiveOrderByAge");
    }

    @Test
    void a6_descriptionHasTheQueryOfEachMethodAsGql() {
        Map<String, Map<String, Object>> people = queries("people.People");

        assertThat(people.get("findByActiveTrueAndRoleOrNameInOrderByName"))
                .containsEntry(
                        "query",
                        "SELECT * FROM Person WHERE (active = TRUE AND role = @role OR name IN @names) ORDER BY name")
                .containsEntry("purpose", "read")
                .containsEntry("generated", true);
        assertThat(people.get("findByAddress_Street"))
                .containsEntry("query", "SELECT * FROM Person WHERE address.road = @street");
        assertThat(people.get("deleteByName")).containsEntry("purpose", "delete");
        assertThat(queries("people.Notes").get("findByTextStartingWithAndAncestorAndReadOrderByTextDesc"))
                .containsEntry(
                        "query",
                        "SELECT * FROM PersonNote WHERE __key__ HAS ANCESTOR @person AND text >= @prefix AND text < @prefixEnd AND read = @read ORDER BY text DESC");
        assertThat(queries("zoo.Cats").get("findByName").get("query"))
                .asString()
                .startsWith("SELECT * FROM animals WHERE type")
                .endsWith(" AND name = @name");
        for (String repository :
                List.of("people.People", "people.Notes", "gql.Filtered", "zoo.Cats", "library.Books")) {
            queries(repository).forEach((name, query) -> assertThatCode(() -> Gql.parse((String) query.get("query")))
                    .as(name)
                    .doesNotThrowAnyException());
        }
    }

    /** Pitfall 12: without the named queries, the name of such a method would be read as a query. */
    @Test
    void pitfall12_namedQueriesAreKnownWhenCodeIsGenerated() {
        assertThat(queries("gql.Texts").get("adultsByName").get("query"))
                .asString()
                .startsWith("SELECT ");
    }

    @Test
    void a6_referencesAreFetchedByGeneratedMethods() {
        try (ConfigurableApplicationContext context = started()) {
            assertThat(source("library.Books")).contains(".fetching(\"author\", \"publisher\")");
            assertThat(context.getBean(Books.class).findAllByOrderByTitle()).isEmpty();
        }
    }

    @Test
    void a6_subtypesAreFoundByGeneratedMethodsOfEachLevel() {
        try (ConfigurableApplicationContext context = started()) {
            Cats cats = context.getBean(Cats.class);
            Animals animals = context.getBean(Animals.class);
            animals.save(new Animal.Dog("Tom", "Ann"));
            cats.save(new Animal.Cat("Tom", "Ann", 9));

            assertThat(animals.findByNameStartingWithOrderByName("T")).hasSize(2);
            assertThat(cats.findByName("Tom"))
                    .hasOnlyElementsOfType(Animal.Cat.class)
                    .hasSize(1);
            assertThat(cats.findByOwner("Ann", PageRequest.of(0, 5)).getTotalElements())
                    .isEqualTo(1);
            assertThat(cats.deleteByName("Tom")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.aot.repositories.enabled", "spring.aot.datastore.repositories.enabled"})
    void a6_nothingIsGeneratedIfSwitchedOff(String property) {
        AheadOfTime processed = AheadOfTime.process(
                context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("test", Map.of(property, "false"))),
                Zoo.class);

        assertThat(processed.source(PACKAGES + "zoo.CatsImpl__AotRepository")).isNull();
        assertThat(source("zoo.Cats")).isNotNull();
    }

    /** Changes are described, and run as without generated code. */
    @Test
    void a6_methodsThatChangeEntitiesAreLeftToTheInterface() {
        Map<String, Map<String, Object>> changes = new LinkedHashMap<>(queries("changes.Stations"));
        changes.keySet().removeIf(name -> !name.startsWith("update"));

        assertThat(changes).isNotEmpty();
        changes.forEach((name, change) -> assertThat(change)
                .as(name)
                .containsEntry("purpose", "update")
                .containsEntry("generated", false)
                .containsKey("reason"));
    }

    @Configuration(proxyBeanMethods = false)
    @Import(GeneratedRepositories.Beans.class)
    @EnableDatastoreRepositories(basePackageClasses = Cats.class)
    public static class Zoo {}

    @Configuration(proxyBeanMethods = false)
    @Import(GeneratedRepositories.Beans.class)
    @EnableDatastoreRepositories(basePackageClasses = Misspelt.class)
    public static class Broken {}

    @Test
    void methodThatCannotBeHonouredFailsTheStartAsItDoesWithoutGeneratedCode() {
        AheadOfTime processed = AheadOfTime.process(Broken.class);

        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> processed.start(
                        fresh -> fresh.getBeanFactory().registerSingleton("opener", (GeneratedRepositories.Opener)
                                () -> LocalDatastore.on(new MemoryEngine()).build())))
                .withMessageContaining(
                        "Misspelt.findByNmae(String): there is no property \"nmae\" in Person; did you mean 'name'?");
    }
}
