package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.people.Note;
import dev.kindred.datastore.spring.data.repository.people.Notes;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.ExampleMatcher.StringMatcher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;

/** Rows P18 and P19 of the table of repositories: queries by example, whatever the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExampleContract {

    /** The fields of a person that are never null. */
    private static final String[] PRIMITIVE = {"age", "active", "role", "born", "height", "balance", "notes"};

    private final TestEngine engine;
    private AnnotationConfigApplicationContext context;
    private People people;
    private Notes notes;
    private DatastoreTemplate template;

    ExampleContract(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeAll
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, engine::open);
        context.register(RepositoriesConfiguration.class);
        context.refresh();
        people = context.getBean(People.class);
        notes = context.getBean(Notes.class);
        template = context.getBean(DatastoreTemplate.class);
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @BeforeEach
    void fill() {
        notes.deleteAll();
        people.deleteAll();
        people.saveAll(List.of(
                Person.of("Ann", 30).scored(5).tagged("a", "b").in("Bern"),
                Person.of("Anna", 25).scored(1).tagged("b").in("Rome"),
                Person.of("Cid", 40).inactive().in("Bern"),
                Person.of("hanna", 20)));
    }

    private static ExampleMatcher matcher(String... more) {
        ExampleMatcher matcher = ExampleMatcher.matching().withIgnorePaths(PRIMITIVE);
        return more.length == 0 ? matcher : matcher.withIgnorePaths(more);
    }

    private static Example<Person> named(String name, ExampleMatcher matcher) {
        return Example.of(Person.of(name, 0), matcher);
    }

    private static List<String> names(Iterable<Person> found) {
        List<String> names = new ArrayList<>();
        found.forEach(each -> names.add(each.name()));
        return names;
    }

    private List<String> found(Example<Person> example) {
        return names(people.findAll(example, Sort.by("name")));
    }

    @Test
    void p18_valuesAreComparedAndNullsAreNot() {
        assertThat(found(Example.of(Person.of("Ann", 30).scored(5)))).containsExactly("Ann");
        assertThat(found(Example.of(Person.of("Ann", 31)))).isEmpty();
        assertThat(found(named("Ann", matcher()))).containsExactly("Ann");
        assertThat(found(named("x", matcher("name")))).containsExactly("Ann", "Anna", "Cid", "hanna");
    }

    @Test
    void p18_nullsAreComparedIfTheMatcherIncludesThem() {
        ExampleMatcher nulls = matcher("name", "address").withIncludeNullValues();

        assertThat(found(named("x", nulls))).containsExactly("Cid", "hanna");
    }

    @Test
    void p18_textMatchesInEveryWay() {
        assertThat(found(named("An", matcher().withStringMatcher(StringMatcher.STARTING))))
                .containsExactly("Ann", "Anna");
        assertThat(found(named("nna", matcher().withStringMatcher(StringMatcher.ENDING))))
                .containsExactly("Anna", "hanna");
        assertThat(found(named("nn", matcher().withStringMatcher(StringMatcher.CONTAINING))))
                .containsExactly("Ann", "Anna", "hanna");
        assertThat(found(named("^[CA].*[ad]$", matcher().withStringMatcher(StringMatcher.REGEX))))
                .containsExactly("Anna", "Cid");
        assertThat(found(named("HANNA", matcher().withIgnoreCase()))).containsExactly("hanna");
        assertThat(found(named("AN", matcher().withIgnoreCase("name").withStringMatcher(StringMatcher.STARTING))))
                .containsExactly("Ann", "Anna");
    }

    @Test
    void p18_matchersAndTransformersAreSetForEachProperty() {
        ExampleMatcher first = matcher()
                .withMatcher("name", match -> match.contains().ignoreCase())
                .withMatcher("address.city", match -> match.endsWith())
                .withIgnorePaths("address.street")
                .withTransformer("score", score -> score.map(value -> (Integer) value + 1));

        assertThat(found(Example.of(Person.of("NN", 0).in("n").scored(4), first)))
                .containsExactly("Ann");
        assertThat(found(Example.of(
                        Person.of("NN", 0).in("n").scored(4),
                        first.withTransformer("score", score -> Optional.empty()))))
                .containsExactly("Ann");
    }

    @Test
    void p18_nestedPathsCollectionsAndUnindexedFieldsAreCompared() {
        assertThat(found(Example.of(Person.of("x", 0).in("Bern"), matcher("name"))))
                .containsExactly("Ann", "Cid");
        assertThat(found(Example.of(Person.of("x", 0).tagged("a", "b"), matcher("name"))))
                .containsExactly("Ann");
        assertThat(found(Example.of(
                        Person.of("Ann", 0),
                        ExampleMatcher.matching()
                                .withIgnorePaths("age", "active", "role", "born", "height", "balance"))))
                .containsExactly("Ann");
    }

    @Test
    void p18_anyOfTheFieldsSufficesIfTheMatcherSaysSo() {
        ExampleMatcher any = ExampleMatcher.matchingAny()
                .withIgnorePaths(PRIMITIVE)
                .withIgnorePaths("address.street")
                .withMatcher("name", match -> match.startsWith().ignoreCase());

        assertThat(found(Example.of(Person.of("H", 0).in("Rome"), any))).containsExactly("Anna", "hanna");
    }

    @Test
    void p18_idAndParentAreThoseOfTheKey() {
        Person ann = people.findOneByName("Ann");
        Note note = notes.save(new Note(null, template.getKey(ann), "Hi", false));
        notes.save(new Note(null, template.getKey(people.findOneByName("Cid")), "Hi", false));

        assertThat(people.findOne(Example.of(ann))).contains(ann);
        assertThat(notes.findAll(Example.of(new Note(null, template.getKey(ann), "Hi", false))))
                .containsExactly(note);
        assertThat(notes.findAll(Example.of(note))).containsExactly(note);
    }

    @Test
    void p18_whatCannotBeComparedIsRefusedWithAWayOut() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findAll(Example.of(Person.of("x", 0).formerlyIn("Oslo"))))
                .withMessageContaining("withIgnorePaths(\"former\")");
    }

    @Test
    void p18_countsChecksAndPages() {
        Example<Person> example = named("NN", matcher().withIgnoreCase().withStringMatcher(StringMatcher.CONTAINING));

        Page<Person> page = people.findAll(example, PageRequest.of(1, 1, Sort.by("age")));

        assertThat(names(page)).containsExactly("Anna");
        assertThat(page.getTotalElements()).isEqualTo(3);
        assertThat(people.count(example)).isEqualTo(3);
        assertThat(people.exists(named("nobody", matcher()))).isFalse();
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> people.findOne(example));
    }

    @Test
    void p19_fluentQueriesHaveEveryTerminal() {
        Example<Person> example = named("nn", matcher().withStringMatcher(StringMatcher.CONTAINING));
        Sort byAge = Sort.by("age");

        assertThat(names(people.findBy(example, query -> query.sortBy(byAge).all())))
                .containsExactly("hanna", "Anna", "Ann");
        assertThat(names(people.findBy(
                        example, query -> query.sortBy(byAge).limit(2).all())))
                .containsExactly("hanna", "Anna");
        Optional<Person> cid = people.findBy(named("Cid", matcher()), query -> query.one());
        assertThat(cid).isPresent();
        assertThat(people.findBy(example, query -> query.sortBy(byAge).first()).map(Person::name))
                .contains("hanna");
        long count = people.findBy(example, query -> query.count());
        assertThat(count).isEqualTo(3);
        boolean exists = people.findBy(example, query -> query.exists());
        assertThat(exists).isTrue();
        assertThat(people.<Person, List<String>>findBy(example, query -> {
                    try (Stream<Person> stream = query.sortBy(byAge).stream()) {
                        return stream.map(Person::name).toList();
                    }
                }))
                .containsExactly("hanna", "Anna", "Ann");
        Page<Person> page = people.findBy(example, query -> query.page(PageRequest.of(0, 2, byAge)));
        assertThat(page.getTotalElements()).isEqualTo(3);
        Slice<Person> slice =
                people.findBy(example, query -> query.sortBy(byAge).slice(PageRequest.of(1, 2)));
        assertThat(names(slice)).containsExactly("Ann");
        assertThat(slice.hasNext()).isFalse();
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> people.findBy(example, query -> query.one()));
    }

    @Test
    void p19_fluentQueriesScroll() {
        Example<Person> example = named("nn", matcher().withStringMatcher(StringMatcher.CONTAINING));

        Window<Person> first = people.findBy(
                example, query -> query.sortBy(Sort.by("age")).limit(2).scroll(ScrollPosition.keyset()));
        Window<Person> second = people.findBy(
                example, query -> query.sortBy(Sort.by("age")).limit(2).scroll(first.positionAt(1)));

        assertThat(names(first)).containsExactly("hanna", "Anna");
        assertThat(first.hasNext()).isTrue();
        assertThat(names(second)).containsExactly("Ann");
    }

    @Test
    void p19_fluentQueriesProject() {
        Example<Person> example = named("Ann", matcher());

        List<People.NameAndAge> dtos = people.findBy(
                example, query -> query.as(People.NameAndAge.class).all());
        assertThat(dtos).containsExactly(new People.NameAndAge("Ann", 30));
        assertThat(people.findBy(example, query -> query.as(People.NameOnly.class)
                                .one())
                        .map(People.NameOnly::getName))
                .contains("Ann");
        assertThat(names(people.findBy(
                        example, query -> query.project("name", "address.city").all())))
                .containsExactly("Ann");
    }

    @Test
    void p19_functionThatDoesNotEndItsQueryIsRefused() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> people.findBy(named("Ann", matcher()), query -> query.limit(1)))
                .withMessageContaining("has not run");
    }
}
