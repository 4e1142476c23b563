package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.broken.Misspelt;
import dev.kindred.datastore.spring.data.repository.broken.UnindexedKeywords;
import dev.kindred.datastore.spring.data.repository.broken.Unsupported;
import dev.kindred.datastore.spring.data.repository.broken.WrongSignatures;
import dev.kindred.datastore.spring.data.repository.broken.WrongTexts;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblem;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.annotation.Id;
import org.springframework.data.repository.config.BootstrapMode;

class StartUpErrorTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext())));

    @AfterEach
    void close() {
        datastore.close();
    }

    private Map<String, String> reasons(Class<?> repository) {
        InvalidQueryMethodsException refused =
                catchThrowableOfType(InvalidQueryMethodsException.class, () -> factory.getRepository(repository));
        return refused.problems().stream()
                .collect(Collectors.toMap(QueryMethodProblem::method, QueryMethodProblem::reason));
    }

    record Cat(@Id Long id, String name) {}

    record Nameless(String name) {}

    interface CatsByText extends DatastoreRepository<Cat, String> {}

    interface CatsByKey extends DatastoreRepository<Cat, Key> {}

    interface NamelessByLong extends DatastoreRepository<Nameless, Long> {}

    @Test
    void p9_idsOfAnotherTypeThanTheRepositoryDeclaresAreRefused() {
        assertThat(reasons(CatsByText.class))
                .containsExactly(Map.entry(
                        "<Cat, String>",
                        "the id of Cat, \"id\", is of type Long; declare <Cat, Long>, or Key as the type of ids"));
        assertThat(factory.getRepository(CatsByKey.class)).isNotNull();
    }

    @Test
    void p9_entitiesWithoutIdAreRefused() {
        assertThat(reasons(NamelessByLong.class))
                .containsExactly(
                        Map.entry("<Nameless, Long>", "Nameless has no id; annotate one of its fields with @Id"));
    }

    @Test
    void p9_pain03_everyKeywordWithoutIndexIsRefusedWithAWayOut() {
        Map<String, String> reasons = reasons(UnindexedKeywords.class);

        assertThat(reasons).hasSize(UnindexedKeywords.class.getDeclaredMethods().length);
        assertThat(reasons.get("findByNameLike(String)"))
                .isEqualTo(
                        "keyword Like on property \"name\" cannot be answered by index; use StartingWith, or store a copy of the text to search by,"
                                + " or let it read and filter with kindred.datastore.query.post-filter=warn");
        assertThat(reasons.get("findByNameNotLike(String)")).contains("keyword NotLike", "filter the result in code");
        assertThat(reasons.get("findByNameEndingWith(String)")).contains("keyword EndingWith", "StartingWith");
        assertThat(reasons.get("findByNameContaining(String)")).contains("keyword Containing", "store the words");
        assertThat(reasons.get("findByNameNotContaining(String)")).contains("keyword NotContaining");
        assertThat(reasons.get("findByNameMatchesRegex(String)")).contains("keyword Regex");
        assertThat(reasons.get("findByTagsIsEmpty()")).contains("keyword IsEmpty", "store the size");
        assertThat(reasons.get("findByNameNear(String)")).contains("keyword Near", "take those Within a Box");
        assertThat(reasons.get("findByNameWithin(String)")).contains("keyword Within needs a GeoPoint");
        assertThat(reasons.get("findByNameIgnoreCase(String)")).contains("keyword IgnoreCase", "lower case copy");
        assertThat(reasons.get("findByNameStartingWithIgnoreCase(String)")).contains("keyword IgnoreCase");
        assertThat(reasons.get("findByNameAndAgeAllIgnoreCase(String, int)"))
                .contains("keyword IgnoreCase on property \"name\"")
                .doesNotContain("\"age\"");
        assertThat(reasons.get("findByActiveTrueOrderByNotes()")).contains("\"notes\" of Person is not indexed");
        assertThat(reasons.get("findByNotes(String)"))
                .contains("\"notes\" of Person is not indexed", "remove @Unindexed");
        assertThat(reasons.get("findByLabels(String)"))
                .contains("\"labels\" of Person is a map", "WHERE labels.key = @value");
        assertThat(reasons.get("findByAddress(Address)")).contains("is an embedded Address", "one of its properties");
        assertThat(reasons.get("findByAgeStartingWith(int)")).contains("StartingWith needs text");
        assertThat(reasons.get("findByAgeTrue()")).contains("True needs a boolean", "\"age\" is int");
        assertThat(reasons.get("findByIdIsNull()")).contains("means nothing for the id");
        assertThat(reasons.get("findByTags(Set)")).contains("parameter 1 is Set", "\"tags\" is String");
    }

    @Test
    void p9_everyWrongSignatureIsRefusedWithTheRightOne() {
        Map<String, String> reasons = reasons(WrongSignatures.class);

        assertThat(reasons).hasSize(WrongSignatures.class.getDeclaredMethods().length);
        assertThat(reasons.get("findByTxet(String)")).contains("no property \"txet\" in Note", "did you mean 'text'?");
        assertThat(reasons.get("findByTextAndRead(String)")).contains("one more is needed for \"read\"");
        assertThat(reasons.get("findByText(String, boolean)")).contains("takes 2 parameters", "its name uses 1");
        assertThat(reasons.get("findByRead(String)")).contains("parameter 1 is String", "\"read\" is boolean");
        assertThat(reasons.get("findByTextIn(String)")).contains("need a collection or an array of String");
        assertThat(reasons.get("findByTextNotIn(List)")).contains("parameter 1 is Integer", "\"text\" is String");
        assertThat(reasons.get("findByTextBetween(Range)")).contains("parameter 1 is Integer", "\"text\" is String");
        assertThat(reasons.get("findById(Long)")).contains("Note has a parent", "compare with a Key");
        assertThat(reasons.get("findByPerson(Key)")).contains("is the parent of Note", "@Ancestor Key parameter");
        assertThat(reasons.get("findByAncestor(String)")).contains("parameter 1 is String", "an ancestor is a Key");
        assertThat(reasons.get("findByTextOrAncestor(String, Key)")).contains("cannot be one side of Or");
        assertThat(reasons.get("findByRead(boolean, String)")).contains("@Ancestor parameter is String");
        assertThat(reasons.get("findByAncestorAndText(Key, String, Key)")).contains("given twice");
        assertThat(reasons.get("findPageByRead(boolean)")).contains("needs to have a Pageable parameter");
        assertThat(reasons.get("countByRead(boolean)")).contains("returns String, but a count is a long");
        assertThat(reasons.get("existsByRead(boolean)")).contains("returns long, but an existence check is a boolean");
        assertThat(reasons.get("deleteByRead(boolean, Pageable)")).contains("a deletion cannot return Page");
        assertThat(reasons.get("findTextByRead(boolean)")).contains("returns String, but it finds Note");
        assertThat(reasons.get("findTitlesByRead(boolean)")).contains("Title has \"title\"", "no property of Note");
        assertThat(reasons.get("findDistinctTextByRead(boolean)")).contains("Distinct on a projection");
        assertThat(reasons.get("findByTextGreaterThanOrEqual(String)"))
                .contains("the keywords are LessThanEqual and GreaterThanEqual");
        assertThat(reasons.get("refresh()")).contains("no property \"refresh\"", "a query begins with find…By");
    }

    @Test
    void p9_everyWrongTextIsRefusedWithPlaceAndWayOut() {
        Map<String, String> reasons = reasons(WrongTexts.class);

        assertThat(reasons).hasSize(WrongTexts.class.getDeclaredMethods().length);
        assertThat(reasons.get("syntax(String)")).contains("line 1, column 21", "There is no LIKE", "^");
        assertThat(reasons.get("everything(String, int, boolean)"))
                .contains(
                        "column 15: The kind is \"People\"",
                        "write FROM Person",
                        "column 28: There is no property \"nmae\" in Person; did you mean name?",
                        "There is no property \"size\" in Person; there are name, age,",
                        "\"id\" is the id of Person, which is its key; write __key__",
                        "\"born\" of Person is stored as \"birthday\"; write that",
                        "There is no parameter for @size; the method has name, age, unused. Name one so",
                        "parameter 3, \"unused\", is not in the text of the query");
        assertThat(reasons.get("unindexed(String)")).contains("column 16", "\"notes\" of Person is not indexed");
        assertThat(reasons.get("types(String, String)"))
                .contains("@age is String, but property \"age\" is int", "@name is String, but IN takes a collection");
        assertThat(reasons.get("partial()")).contains("returns Person, but the text selects name, id alone");
        assertThat(reasons.get("tooFew()"))
                .contains("NameAndAge has \"age\", but the text selects name, id; select it");
        assertThat(reasons.get("keys()")).contains("returns String, but the text selects id alone");
        assertThat(reasons.get("numbers()")).contains("asks for numbers, of which there is one row");
        assertThat(reasons.get("sum()")).contains("column 12", "\"balance\" is BigDecimal", "no sum", "store a long");
        assertThat(reasons.get("several()"))
                .contains("2 numbers, but the method returns one", "property_1, property_2");
        assertThat(reasons.get("average()")).contains("the average of nothing is null", "return Double");
        assertThat(reasons.get("count()")).contains("returns String, but a count is a long");
        assertThat(reasons.get("both()")).contains("several of count, exists and delete");
        assertThat(reasons.get("nothing()")).contains("no query named \"Person.nothing\"");
        assertThat(reasons.get("wrong()")).contains("returns String, but it finds Person");
        assertThat(reasons.get("page(Pageable)")).contains("no property \"nmae\"");
    }

    @Test
    void p9_everythingThatIsWrongWithAMethodIsInItsLine() {
        assertThat(reasons(Unsupported.class).get("findByNameLikeAndNotesOrderByNotes(String, String)"))
                .contains("keyword Like", "\"notes\" of Person is not indexed")
                .doesNotContain("\n");
    }

    @Test
    void p9_repositoryThatIsAskedForAgainIsLookedAtAgain() {
        assertThat(reasons(Misspelt.class)).hasSize(1);

        InvalidQueryMethodsException again =
                catchThrowableOfType(InvalidQueryMethodsException.class, () -> factory.getRepository(Misspelt.class));

        assertThat(again.problems()).hasSize(1);
    }

    @Test
    void p9_oneStartReportsTheProblemsOfAllRepositories() {
        try (AnnotationConfigApplicationContext context = context(Broken.class)) {
            assertThatExceptionOfType(InvalidQueryMethodsException.class)
                    .isThrownBy(context::refresh)
                    .withMessageStartingWith("2 query methods cannot be honoured:\n  - ")
                    .withMessageContaining("  - Misspelt.findByNmae(String): there is no property \"nmae\" in Person")
                    .withMessageContaining(
                            "  - Unsupported.findByNameLikeAndNotesOrderByNotes(String, String): keyword Like")
                    .withMessageContaining("Keywords answered by index: And, Or,")
                    .satisfies(refused -> assertThat(refused.problems())
                            .extracting(QueryMethodProblem::repository)
                            .isEqualTo(List.of(Misspelt.class, Unsupported.class)));
        }
    }

    @Test
    void p9_lazyRepositoryReportsItsOwnWhenItIsMade() {
        try (AnnotationConfigApplicationContext context = context(LazilyBroken.class)) {
            context.refresh();

            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> context.getBean(Misspelt.class).count())
                    .withRootCauseInstanceOf(InvalidQueryMethodsException.class)
                    .withStackTraceContaining("1 query method cannot be honoured")
                    .withStackTraceContaining("findByNmae");
        }
    }

    private AnnotationConfigApplicationContext context(Class<?> configuration) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(LocalDatastore.class, () -> datastore);
        context.register(RepositoriesConfiguration.class, configuration);
        return context;
    }

    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Misspelt.class,
            includeFilters =
                    @Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {Misspelt.class, Unsupported.class}),
            excludeFilters =
                    @Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {UnindexedKeywords.class, WrongSignatures.class, WrongTexts.class}))
    static class Broken {}

    @Lazy
    @Configuration
    @EnableDatastoreRepositories(
            basePackageClasses = Misspelt.class,
            bootstrapMode = BootstrapMode.LAZY,
            excludeFilters =
                    @Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {
                                UnindexedKeywords.class,
                                WrongSignatures.class,
                                WrongTexts.class,
                                Unsupported.class
                            }))
    static class LazilyBroken {}
}
