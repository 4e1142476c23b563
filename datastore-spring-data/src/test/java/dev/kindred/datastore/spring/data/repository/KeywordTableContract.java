package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.keywords.Thing;
import dev.kindred.datastore.spring.data.repository.keywords.Things;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Box;
import org.springframework.data.geo.Point;
import org.springframework.data.repository.query.parser.Part;

/**
 * The table of keywords: every keyword by each of its names finds what a filter over a list of the same objects leaves, whatever the engine. The objects are
 * random, from a fixed seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeywordTableContract {

    private static final long SEED = 20_260_101;
    private static final LocalDate DAY = LocalDate.of(2024, 2, 29);
    /** Across the 180th meridian. */
    private static final Box BOX = new Box(new Point(120, -30), new Point(-150, 40));

    private final TestEngine engine;
    private final long middle = 60;
    private LocalDatastore datastore;
    private DatastoreTemplate template;
    private Things things;
    private List<Thing> all;

    KeywordTableContract(TestEngine engine) {
        this.engine = engine;
    }

    /** A row of the table. */
    record Row(String method, List<@Nullable Object> arguments, Predicate<Thing> expected) {

        @Override
        public String toString() {
            return method + arguments;
        }
    }

    @BeforeAll
    void fill() {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(template);
        factory.setQuerySettings(new QuerySettings(PostFilter.ALLOW, 10_000));
        things = factory.getRepository(Things.class);
        Random random = new Random(SEED);
        all = new ArrayList<>();
        for (long id = 1; id <= 120; id++) {
            all.add(thing(id, random));
        }
        things.saveAll(all);
    }

    @AfterAll
    void close() {
        datastore.close();
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Thing thing(long id, Random random) {
        String name = any(random, Arrays.asList("bob", "Bob", "BOB", "bobob", "bo", "ann", "job", "", null));
        return new Thing(
                id,
                name,
                random.nextInt(8),
                random.nextInt(4) == 0 ? null : random.nextInt(8),
                random.nextBoolean(),
                DAY.plusDays(random.nextInt(5) - 2),
                any(random, List.of(Set.of(), Set.of("red"), Set.of("red", "blue"), Set.of("blue"))),
                random.nextInt(3) == 0 ? null : part(random),
                Stream.generate(() -> part(random)).limit(random.nextInt(3)).toList(),
                any(random, List.of(Map.of(), Map.of("color", "green"), Map.of("color", "grey", "a.b", "green"))),
                new GeoPoint(random.nextInt(19) * 10 - 90, random.nextInt(37) * 10 - 180));
    }

    private static Thing.Part part(Random random) {
        return new Thing.Part(any(random, List.of("box", "ball", "ring")), random.nextInt(6));
    }

    private static String text(Thing thing) {
        return thing.name() == null ? "\0" : thing.name();
    }

    private static boolean within(Thing thing) {
        double x = thing.place().longitude();
        double y = thing.place().latitude();
        return (x >= 120 || x <= -150) && y >= -30 && y <= 40;
    }

    private static List<@Nullable Object> arguments(@Nullable Object... arguments) {
        return Arrays.asList(arguments);
    }

    private static Stream<Row> row(Predicate<Thing> expected, List<@Nullable Object> arguments, String... methods) {
        return Arrays.stream(methods).map(method -> new Row(method, arguments, expected));
    }

    Stream<Row> rows() {
        return Stream.of(
                        row(
                                thing -> "bob".equals(thing.name()),
                                arguments("bob"),
                                "findByName",
                                "readByName",
                                "getByName",
                                "queryByName",
                                "searchByName",
                                "findByNameIs",
                                "findByNameEquals",
                                "findThingsByName"),
                        row(thing -> thing.name() == null, arguments((Object) null), "findByName", "findByNameIs"),
                        row(
                                thing -> thing.id() != null && thing.name() == null,
                                arguments(),
                                "findByNameIsNull",
                                "findByNameNull"),
                        row(thing -> !"bob".equals(thing.name()), arguments("bob"), "findByNameNot", "findByNameIsNot"),
                        row(
                                thing -> thing.name() != null,
                                arguments((Object) null),
                                "findByNameNot",
                                "findByNameIsNot"),
                        row(thing -> thing.size() < 4, arguments(4), "findBySizeLessThan", "findBySizeIsLessThan"),
                        row(
                                thing -> thing.score() != null && thing.score() < 4,
                                arguments(4),
                                "findByScoreLessThan",
                                "findByScoreIsLessThan"),
                        row(
                                thing -> thing.size() <= 4,
                                arguments(4),
                                "findBySizeLessThanEqual",
                                "findBySizeIsLessThanEqual"),
                        row(
                                thing -> thing.score() != null && thing.score() <= 4,
                                arguments(4),
                                "findByScoreLessThanEqual",
                                "findByScoreIsLessThanEqual"),
                        row(
                                thing -> thing.size() > 4,
                                arguments(4),
                                "findBySizeGreaterThan",
                                "findBySizeIsGreaterThan"),
                        row(
                                thing -> thing.score() != null && thing.score() > 4,
                                arguments(4),
                                "findByScoreGreaterThan",
                                "findByScoreIsGreaterThan"),
                        row(
                                thing -> thing.size() >= 4,
                                arguments(4),
                                "findBySizeGreaterThanEqual",
                                "findBySizeIsGreaterThanEqual"),
                        row(
                                thing -> thing.score() != null && thing.score() >= 4,
                                arguments(4),
                                "findByScoreGreaterThanEqual",
                                "findByScoreIsGreaterThanEqual"),
                        row(thing -> thing.day().isBefore(DAY), arguments(DAY), "findByDayBefore", "findByDayIsBefore"),
                        row(thing -> thing.day().isAfter(DAY), arguments(DAY), "findByDayAfter", "findByDayIsAfter"),
                        row(
                                thing -> thing.size() >= 2 && thing.size() <= 5,
                                arguments(2, 5),
                                "findBySizeBetween",
                                "findBySizeIsBetween"),
                        row(
                                thing -> thing.score() != null && thing.score() > 2 && thing.score() < 6,
                                arguments(Range.open(2, 6)),
                                "findByScoreBetween",
                                "findByScoreIsBetween"),
                        row(
                                thing -> thing.score() != null && thing.score() <= 3,
                                arguments(Range.leftUnbounded(Range.Bound.inclusive(3))),
                                "findByScoreBetween"),
                        row(thing -> thing.score() != null, arguments(), "findByScoreIsNotNull", "findByScoreNotNull"),
                        row(
                                thing -> List.of("bob", "ann", "zoe").contains(String.valueOf(thing.name())),
                                arguments(List.of("bob", "ann", "zoe")),
                                "findByNameIn",
                                "findByNameIsIn"),
                        row(thing -> false, arguments(List.of()), "findByNameIn", "findByNameIsIn"),
                        row(
                                thing -> !List.of("bob", "ann").contains(String.valueOf(thing.name())),
                                arguments(List.of("bob", "ann")),
                                "findByNameNotIn",
                                "findByNameIsNotIn"),
                        row(thing -> true, arguments(List.of()), "findByNameNotIn", "findByNameIsNotIn"),
                        row(thing -> thing.active(), arguments(), "findByActiveTrue", "findByActiveIsTrue"),
                        row(thing -> !thing.active(), arguments(), "findByActiveFalse", "findByActiveIsFalse"),
                        row(
                                thing -> text(thing).matches("b.*b"),
                                arguments("b%b"),
                                "findByNameLike",
                                "findByNameIsLike"),
                        row(thing -> text(thing).matches(".ob"), arguments("_ob"), "findByNameLike"),
                        row(
                                thing -> !text(thing).matches("b.*b"),
                                arguments("b%b"),
                                "findByNameNotLike",
                                "findByNameIsNotLike"),
                        row(
                                thing -> text(thing).startsWith("bo"),
                                arguments("bo"),
                                "findByNameStartingWith",
                                "findByNameStartsWith",
                                "findByNameIsStartingWith"),
                        row(
                                thing -> text(thing).endsWith("b"),
                                arguments("b"),
                                "findByNameEndingWith",
                                "findByNameEndsWith",
                                "findByNameIsEndingWith"),
                        row(
                                thing -> text(thing).contains("o"),
                                arguments("o"),
                                "findByNameContaining",
                                "findByNameContains",
                                "findByNameIsContaining"),
                        row(
                                thing -> !text(thing).contains("o"),
                                arguments("o"),
                                "findByNameNotContaining",
                                "findByNameNotContains",
                                "findByNameIsNotContaining"),
                        row(
                                thing -> thing.tags().contains("red"),
                                arguments("red"),
                                "findByTagsContaining",
                                "findByTagsContains",
                                "findByTagsIsContaining",
                                "findByTags"),
                        row(
                                thing -> !thing.tags().contains("red"),
                                arguments("red"),
                                "findByTagsNotContaining",
                                "findByTagsNotContains",
                                "findByTagsIsNotContaining"),
                        row(thing -> thing.tags().isEmpty(), arguments(), "findByTagsIsEmpty", "findByTagsEmpty"),
                        row(
                                thing -> !thing.tags().isEmpty(),
                                arguments(),
                                "findByTagsIsNotEmpty",
                                "findByTagsNotEmpty"),
                        row(thing -> "".equals(thing.name()), arguments(), "findByNameIsEmpty", "findByNameEmpty"),
                        row(
                                thing -> thing.name() != null && !thing.name().isEmpty(),
                                arguments(),
                                "findByNameIsNotEmpty",
                                "findByNameNotEmpty"),
                        row(thing -> true, arguments(), "findByScoreExists"),
                        row(
                                thing -> text(thing).matches(".*[ao]n?[bn].*"),
                                arguments("[ao]n?[bn]"),
                                "findByNameRegex",
                                "findByNameMatches",
                                "findByNameMatchesRegex"),
                        row(thing -> within(thing), arguments(BOX), "findByPlaceWithin", "findByPlaceIsWithin"),
                        row(
                                thing -> thing.size() > 3 && thing.active(),
                                arguments(3, true),
                                "findBySizeGreaterThanAndActive"),
                        row(
                                thing -> thing.size() > 5 || "bob".equals(thing.name()) && thing.active(),
                                arguments(5, "bob"),
                                "findBySizeGreaterThanOrNameAndActiveTrue"),
                        row(
                                thing -> text(thing).equalsIgnoreCase("BOB"),
                                arguments("BOB"),
                                "findByNameIgnoreCase",
                                "findByNameIgnoringCase",
                                "findByNameIsIgnoreCase",
                                "findByNameAllIgnoreCase"),
                        row(
                                thing -> text(thing).equalsIgnoreCase("BOB") && thing.size() < 9,
                                arguments("BOB", 9),
                                "findByNameAndSizeLessThanAllIgnoreCase",
                                "findByNameAndSizeLessThanAllIgnoringCase"),
                        row(
                                thing -> text(thing).toLowerCase(Locale.ROOT).startsWith("bo"),
                                arguments("BO"),
                                "findByNameStartingWithIgnoreCase"),
                        row(
                                thing -> text(thing).equalsIgnoreCase("BOB")
                                        || text(thing).equalsIgnoreCase("ANN"),
                                arguments(List.of("BOB", "ANN")),
                                "findByNameInIgnoreCase"),
                        row(
                                thing -> thing.part() != null
                                        && thing.part().shape().equals("box"),
                                arguments("box"),
                                "findByPartShape",
                                "findByPart_Shape"),
                        row(
                                thing -> thing.parts().stream().anyMatch(part -> part.weight() > 3),
                                arguments(3),
                                "findByPartsWeightGreaterThan",
                                "findByParts_WeightGreaterThan"),
                        row(thing -> "green".equals(thing.labels().get("color")), arguments("green"), "labelled"),
                        row(
                                thing -> thing.id() > middle,
                                arguments(middle),
                                "findByIdGreaterThan",
                                "findByIdIsGreaterThan"),
                        row(thing -> thing.id() <= middle, arguments(middle), "findByIdLessThanEqual"),
                        row(thing -> thing.id() == middle, arguments(middle), "findThingById", "findThingByIdIs"),
                        row(thing -> thing.id() != middle, arguments(middle), "findByIdNot"),
                        row(
                                thing -> thing.id() == middle || thing.id() == 7,
                                arguments(List.of(middle, 7L)),
                                "findByIdIn"),
                        row(thing -> thing.id() == middle, arguments(Key.of("Thing", middle)), "findByAncestor"),
                        row(thing -> thing.id() == middle, arguments(Key.of("Thing", middle)), "findThingsBy"),
                        row(
                                thing -> thing.active(),
                                arguments(true),
                                "findDistinctByActive",
                                "findDistinctThingsByActive"))
                .flatMap(rows -> rows);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void keywords_pain03_eachFindsWhatAFilterLeaves(Row row) throws ReflectiveOperationException {
        assertThat(call(row))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(row.expected()).toList());
    }

    @SuppressWarnings("unchecked")
    private List<Thing> call(Row row) throws ReflectiveOperationException {
        for (Method method : Things.class.getDeclaredMethods()) {
            if (method.getName().equals(row.method())) {
                try {
                    return (List<Thing>) method.invoke(things, row.arguments().toArray());
                } catch (InvocationTargetException e) {
                    throw new AssertionError(row + " failed", e.getCause());
                }
            }
        }
        throw new NoSuchMethodException(row.method());
    }

    @Test
    void keywords_pain03_everyOneOfSpringDataIsInTheTableByEachOfItsNames() {
        Set<String> methods = rows().map(Row::method).collect(Collectors.toSet());
        List<String> missing = Arrays.stream(Part.Type.values())
                .filter(type -> type != Part.Type.NEAR)
                .flatMap(type -> type.getKeywords().stream())
                .filter(keyword -> methods.stream().noneMatch(method -> method.endsWith(keyword)))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void keywords_orderByFirstAndTopAreThoseOfASortedList() {
        Comparator<Thing> byName = Comparator.comparing(Thing::name, Comparator.nullsFirst(Comparator.naturalOrder()));
        assertThat(things.findByOrderBySizeAscNameDescIdAsc())
                .containsExactlyElementsOf(all.stream()
                        .sorted(Comparator.comparing(Thing::size)
                                .thenComparing(byName.reversed())
                                .thenComparing(Thing::id))
                        .toList());
        List<Thing> active = all.stream()
                .filter(Thing::active)
                .sorted(Comparator.comparing(Thing::id).reversed())
                .toList();
        assertThat(things.findFirst3ByActiveTrueOrderByIdDesc()).containsExactlyElementsOf(active.subList(0, 3));
        assertThat(things.findTop3ByActiveTrueOrderByIdDesc()).containsExactlyElementsOf(active.subList(0, 3));
        assertThat(things.findTopByActiveTrueOrderByIdDesc()).containsExactlyElementsOf(active.subList(0, 1));
        // An entity that lacks a property to sort by is not found.
        assertThat(things.findByActiveTrueOrderByPartShapeAscIdDesc())
                .containsExactlyElementsOf(active.stream()
                        .filter(thing -> thing.part() != null)
                        .sorted(Comparator.comparing(thing ->
                                thing.part() == null ? "" : thing.part().shape()))
                        .toList());
    }

    @Test
    void keywords_countExistsDeleteAndRemoveAreSubjectsToo() {
        long active = all.stream().filter(Thing::active).count();
        assertThat(things.countByActiveTrue()).isEqualTo(active);
        assertThat(things.existsByNameStartingWith("bob")).isTrue();
        assertThat(things.existsByNameStartingWith("x")).isFalse();

        template.performTransaction(transaction -> {
            assertThat(things.deleteByScoreIsNull())
                    .isEqualTo(
                            all.stream().filter(thing -> thing.score() == null).count());
            assertThat(things.removeByActiveFalse())
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .filter(thing -> thing.score() != null && !thing.active())
                            .toList());
            transaction.saveAll(all);
            return true;
        });
    }
}
