package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.core.TypedPropertyPath;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.mapping.MappingException;

abstract class ObjectQueryContract {

    enum Climate {
        MILD,
        COLD
    }

    record Mayor(String name, @Nullable Long since) {}

    record City(
            @Id Long id,
            @Field("title") String name,
            String country,
            @Nullable Long size,
            List<String> tags,
            Climate climate,
            @Nullable Mayor mayor,
            BigDecimal budget,
            @Nullable LocalDate founded,
            @Unindexed String remarks) {}

    record NameAndSize(String name, @Nullable Long size) {}

    interface Named {
        String getName();
    }

    record CountryAndClimate(String country, Climate climate) {}

    record District(@Id Long id, @Parent Key city, String name) {}

    record Trip(@Id Long id, Ref<City> to) {}

    @Discriminator
    sealed interface Animal permits Cat, Dog {}

    @Subtype("cat")
    record Cat(@Id Long id, String name) implements Animal {}

    @Subtype("dog")
    record Dog(@Id Long id, String name) implements Animal {}

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    ObjectQueryContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @BeforeEach
    void fill() {
        template.saveAll(List.of(
                city(1, "Oslo", "no", 700L, List.of("capital", "port"), Climate.COLD, "1.10", 1048),
                city(2, "Bergen", "no", 290L, List.of("port"), Climate.MILD, "2.5", 1070),
                city(3, "Hamar", "no", null, List.of(), Climate.COLD, "3", 1849),
                city(4, "Roma", "it", 2800L, List.of("capital"), Climate.MILD, "4", null),
                city(5, "Rovaniemi", "fi", 64L, List.of(), Climate.COLD, "5", 1929)));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private static City city(
            long id,
            String name,
            String country,
            @Nullable Long size,
            List<String> tags,
            Climate climate,
            String budget,
            @Nullable Integer founded) {
        return new City(
                id,
                name,
                country,
                size,
                tags,
                climate,
                new Mayor("mayor of " + name, id),
                new BigDecimal(budget),
                founded == null ? null : LocalDate.of(founded, 1, 1),
                "");
    }

    private ObjectQuery<City, City> cities() {
        return template.query(City.class);
    }

    private static List<Long> ids(ObjectQuery<?, City> query) {
        return query.all().stream().map(City::id).toList();
    }

    @Test
    void t13_a8_conditionsAreMetAllTogetherByPathOrMethodReference() {
        assertThat(ids(cities().where(City::country).is("no").and("size").gt(300L)))
                .containsExactly(1L);
        assertThat(ids(cities().where(City::name).is("Oslo"))).containsExactly(1L);
        assertThat(ids(cities().where(TypedPropertyPath.of(City::mayor).then(Mayor::since))
                        .ge(4L)))
                .containsExactly(4L, 5L);
        assertThat(ids(cities().where("mayor.name").is("mayor of Roma"))).containsExactly(4L);
        assertThat(ids(cities().where(City::climate).not(Climate.COLD))).containsExactly(2L, 4L);
        assertThat(ids(cities().where("size").lt(300))).as("null is not less").containsExactly(5L, 2L);
        assertThat(ids(cities().where("size").le(64))).containsExactly(5L);
        assertThat(ids(cities().where("size").between(64, 290))).containsExactly(5L, 2L);
        assertThat(ids(cities().where(City::country).in("it", "fi"))).containsExactlyInAnyOrder(4L, 5L);
        assertThat(ids(cities().where("country").notIn(List.of("no", "it")))).containsExactly(5L);
        assertThat(ids(cities().where("name").startingWith("Ro"))).containsExactly(4L, 5L);
        assertThat(ids(cities().where("size").isNull())).containsExactly(3L);
        assertThat(ids(cities().where("founded").isNotNull())).hasSize(4);
        assertThat(ids(cities().where("size").exists())).hasSize(5);
        assertThat(ids(cities().where(City::tags).has("port"))).containsExactly(1L, 2L);
        assertThat(ids(cities().where("id").gt(3L))).containsExactly(4L, 5L);
        assertThat(ids(cities().where("budget").is(new BigDecimal("1.1")))).containsExactly(1L);
    }

    @Test
    void t13_alternativesAndFiltersOfTheDatastoreGoWithConditions() {
        assertThat(ids(cities().where("country")
                        .is("no")
                        .anyOf(either -> either.where("size").gt(500L), or -> or.where("climate")
                                .is(Climate.MILD)
                                .and("tags")
                                .has("port"))))
                .containsExactlyInAnyOrder(1L, 2L);
        assertThat(ids(cities().matching(template.filters().compare(City.class, "name", Operator.EQUAL, "Roma"))))
                .containsExactly(4L);
        assertThat(ids(cities().where("country")
                        .is("no")
                        .matching(Query.kind("City").orderBy("-title").limit(2))))
                .containsExactly(1L, 3L);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().matching(Query.kind("Other")))
                .withMessageContaining("City");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().anyOf(either -> either))
                .withMessageContaining("no condition");
    }

    @Test
    void t13_ordersLimitsAndOffsetsShapeTheAnswer() {
        assertThat(ids(cities().orderByDescending(City::size))).containsExactly(4L, 1L, 2L, 5L, 3L);
        assertThat(ids(cities().sort(Sort.by("country").and(Sort.by("name").descending()))))
                .containsExactly(5L, 4L, 1L, 3L, 2L);
        assertThat(ids(cities().orderBy("name").offset(1).limit(2))).containsExactly(3L, 1L);
        assertThat(cities().orderBy("name").first()).map(City::name).contains("Bergen");
        assertThat(cities().where("name").is("none").first()).isEmpty();
        assertThat(cities().where("name").is("Oslo").one()).isPresent();
        assertThatExceptionOfType(IncorrectResultSizeDataAccessException.class)
                .isThrownBy(() -> cities().where("country").is("no").one());
    }

    @Test
    void t13_queryIsImmutableSoThatItMayBeTheBeginningOfSeveral() {
        ObjectQuery<City, City> norwegian = cities().where("country").is("no");

        ObjectQuery<City, City> large = norwegian.and("size").gt(300L);

        assertThat(norwegian.count()).isEqualTo(3);
        assertThat(large.count()).isEqualTo(1);
        assertThat(large.exists()).isTrue();
        assertThat(norwegian.and("size").gt(5000L).exists()).isFalse();
        assertThat(norwegian.limit(0).exists()).isFalse();
    }

    @Test
    void t13_streamReadsAsItIsTaken() {
        try (Stream<City> stream = cities().orderBy("name").stream()) {
            assertThat(stream.limit(2).map(City::name)).containsExactly("Bergen", "Hamar");
        }
    }

    @Test
    void t13_queryOfASubtypeFindsItsOwn() {
        template.saveAll(List.<Animal>of(new Cat(1L, "Tom"), new Dog(2L, "Rex")));

        assertThat(template.query(Cat.class).all()).containsExactly(new Cat(1L, "Tom"));
        assertThat(template.query(Animal.class).count()).isEqualTo(2);
        assertThat(template.query(Dog.class).delete()).isEqualTo(1);
        assertThat(template.query(Animal.class).all()).containsExactly(new Cat(1L, "Tom"));
    }

    @Test
    void t13_referencesAreFetchedByOneLookup() {
        template.save(new Trip(1L, template.ref(template.getById(1L, City.class))));

        assertThat(template.query(Trip.class).fetch("to").all())
                .allSatisfy(trip -> assertThat(trip.to().isLoaded()).isTrue());
    }

    @Test
    void t14_pagesSlicesAndWindowsFollowEachOther() {
        ObjectQuery<City, City> byName = cities().orderBy("name");

        Page<City> page = byName.page(PageRequest.of(1, 2));
        Page<City> sorted = byName.page(PageRequest.of(0, 2, Sort.by("id").descending()));
        Slice<City> slice = byName.slice(PageRequest.of(2, 2));
        Window<City> window = byName.limit(3).scroll(ScrollPosition.keyset());
        Window<City> rest = byName.limit(3).scroll(window.positionAt(2));

        assertThat(page.getTotalElements()).isEqualTo(5);
        assertThat(page).extracting(City::id).containsExactly(1L, 4L);
        assertThat(sorted).extracting(City::id).containsExactly(5L, 4L);
        assertThat(slice).extracting(City::id).containsExactly(5L);
        assertThat(slice.hasNext()).isFalse();
        assertThat(window).extracting(City::id).containsExactly(2L, 3L, 1L);
        assertThat(window.hasNext()).isTrue();
        assertThat(rest).extracting(City::id).containsExactly(4L, 5L);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> byName.scroll(ScrollPosition.keyset()))
                .withMessageContaining("limit");
    }

    @Test
    void t15_keysAreFoundWithoutEntities() {
        assertThat(cities().where("country").is("no").keys())
                .extracting(Key::id)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void t16_resultsAreProjected() {
        ObjectQuery<City, City> oslo = cities().where("name").is("Oslo");

        assertThat(oslo.as(NameAndSize.class).all()).containsExactly(new NameAndSize("Oslo", 700L));
        assertThat(oslo.as(Named.class).one()).map(Named::getName).contains("Oslo");
        assertThat(oslo.as(Object.class).first().orElseThrow()).isInstanceOf(City.class);
        assertThat(oslo.as(NameAndSize.class).page(PageRequest.of(0, 1)).getContent())
                .containsExactly(new NameAndSize("Oslo", 700L));
        try (Stream<NameAndSize> stream = oslo.as(NameAndSize.class).stream()) {
            assertThat(stream).containsExactly(new NameAndSize("Oslo", 700L));
        }
    }

    @Test
    void t16_distinctValuesComeFromTheIndex() {
        assertThat(cities().distinct("country").as(String.class).all()).containsExactly("fi", "it", "no");
        assertThat(cities().distinct("country", "climate")
                        .as(CountryAndClimate.class)
                        .all())
                .containsExactlyInAnyOrder(
                        new CountryAndClimate("fi", Climate.COLD),
                        new CountryAndClimate("it", Climate.MILD),
                        new CountryAndClimate("no", Climate.COLD),
                        new CountryAndClimate("no", Climate.MILD));
        assertThat(cities().distinct("mayor.since").limit(1).all()).containsExactly(Map.of("mayorSince", 1L));
        assertThat(cities().distinct("tags").as(String.class).all()).containsExactly("capital", "port");
        assertThat(cities().where("founded")
                        .isNotNull()
                        .distinct("founded")
                        .as(LocalDate.class)
                        .all())
                .contains(LocalDate.of(1048, 1, 1));
        assertThat(cities().distinct("country").count()).isEqualTo(3);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().distinct("country").limit(1).scroll(ScrollPosition.keyset()))
                .withMessageContaining("cursor");
    }

    @Test
    void t17_numbersAreComputedByTheDatastore() {
        ObjectQuery<City, City> norwegian = cities().where("country").is("no");

        AggregationResult both = norwegian.aggregate(
                Aggregation.count().as("cities"), Aggregation.sum("mayor.since").as("years"));

        assertThat(norwegian.sum(City::size)).isEqualTo(990L);
        assertThat(norwegian.avg("size")).hasValue(495.0);
        assertThat(cities().where("country").is("xx").avg("size")).isEmpty();
        assertThat(cities().where("country").is("xx").sum("size")).isEqualTo(0L);
        assertThat(both.getLong("cities")).isEqualTo(3);
        assertThat(both.getLong("years")).isEqualTo(6);
    }

    @Test
    void t17_pain04_sumOfAFieldThatIsStoredAsTextIsRefusedRatherThanZero() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().sum(City::budget))
                .withMessageContaining("\"budget\" is BigDecimal")
                .withMessageContaining("store a long");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> cities().avg("budget"));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().aggregate(Aggregation.count(), Aggregation.sum("budget")));
    }

    @Test
    void t17_smallestAndGreatestValueComeFromTheIndex() {
        assertThat(cities().min(City::size)).contains(64L);
        assertThat(cities().max(City::size)).contains(2800L);
        assertThat(cities().min("name")).contains("Bergen");
        assertThat(cities().max(City::budget)).contains(new BigDecimal("5"));
        assertThat(cities().where("country").is("no").max(City::founded)).contains(LocalDate.of(1849, 1, 1));
        assertThat(cities().max("id")).contains(5L);
        assertThat(cities().where("country").is("xx").max("size")).isEmpty();
    }

    @Test
    void t18_planIsExplained() {
        assertThat(cities().where("country").is("no").orderBy("name").explain().indexesUsed())
                .isNotEmpty();
        assertThat(cities().where("country").is("no").analyze().statistics().resultsReturned())
                .isEqualTo(3);
    }

    @Test
    void t9_resultsAreDeletedAndCounted() {
        assertThat(cities().where("country").is("no").delete()).isEqualTo(3);

        assertThat(ids(cities())).containsExactly(4L, 5L);
    }

    @Test
    void t13_ancestorAndKindlessFindWhatIsBelow() {
        Key oslo = template.createKey(City.class, 1L);
        template.save(new District(1L, oslo, "Frogner"));
        template.save(new District(1L, template.createKey(City.class, 2L), "Sandviken"));

        assertThat(template.query(District.class).ancestor(oslo).all())
                .extracting(District::name)
                .containsExactly("Frogner");
        assertThat(cities().ancestor(oslo).kindless().all())
                .extracting(entity -> entity.key().kind())
                .containsExactly("City", "District");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().where("name").is("x").kindless());
    }

    @Test
    void t13_wrongPropertiesAreRefusedByName() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> cities().where("contry").is("no"))
                .withMessageContaining("country");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().where("remarks").is(""))
                .withMessageContaining("@Unindexed");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().orderBy("mayor"))
                .withMessageContaining("within it");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> cities().where("size").is("many"))
                .withMessageContaining("many");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> cities().sort(Sort.by(Sort.Order.asc("name").ignoreCase())))
                .withMessageContaining("case");
    }

    @Test
    void t12_kindIsQueriedWithoutAType() {
        ObjectQuery<Entity, Entity> kind =
                template.query("City").where("country").is("no").and("size").ge(290);

        assertThat(kind.all()).extracting(entity -> entity.key().id()).containsExactly(2L, 1L);
        assertThat(kind.as(City.class).all()).extracting(City::name).containsExactly("Bergen", "Oslo");
        assertThat(kind.as(Map.class).first().orElseThrow()).contains(entry("title", "Bergen"), entry("size", 290L));
        assertThat(kind.as(Key.class).all()).isEqualTo(kind.keys());
        assertThat(template.query("City").where("climate").is(Climate.MILD).count())
                .isEqualTo(2);
        assertThat(template.query("City").where(Query.KEY).in(kind.keys()).all())
                .hasSize(2);
        assertThat(template.query("City").distinct("country").as(String.class).all())
                .containsExactly("fi", "it", "no");
        assertThat(template.query("Nothing").count()).isZero();
    }

    @Test
    void t12_gqlFindsEntitiesObjectsRowsAndNumbers() {
        assertThat(template.gql("SELECT * FROM City WHERE country = @1 AND size > @2", "no", 300)
                        .as(City.class)
                        .all())
                .extracting(City::name)
                .containsExactly("Oslo");
        assertThat(template.gql("SELECT * FROM City WHERE country IN @countries ORDER BY title")
                        .bind("countries", List.of("it", "fi"))
                        .entities()
                        .all())
                .extracting(entity -> entity.key().id())
                .containsExactly(4L, 5L);
        assertThat(template.gql("SELECT title, size FROM City WHERE country = 'it'")
                        .as(Map.class)
                        .all())
                .containsExactly(Map.of("title", "Roma", "size", 2800L));
        assertThat(template.gql("SELECT DISTINCT country FROM City")
                        .as(String.class)
                        .all())
                .containsExactly("fi", "it", "no");
        assertThat(template.gql("SELECT __key__ FROM City WHERE country = 'it'")
                        .as(Key.class)
                        .all())
                .containsExactly(template.createKey(City.class, 4L));
        assertThat(template.gql("SELECT COUNT(*) AS n, SUM(size) AS size FROM City WHERE country = @c")
                        .bind("c", "no")
                        .aggregate()
                        .getLong("size"))
                .isEqualTo(990);
    }

    @Test
    void t12_wrongGqlIsRefusedWithThePlace() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.gql("SELECT * FORM City"))
                .withMessageContaining("FORM");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() ->
                        template.gql("SELECT * FROM City WHERE size = @size").entities())
                .withMessageContaining("size");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.gql("SELECT * FROM City").aggregate());
    }
}
