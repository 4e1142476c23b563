package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.GqlText;
import dev.kindred.datastore.query.InvalidGqlException;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A statement in GQL gives the rows of the query it stands for. */
abstract class GqlContract extends DatastoreScenario {

    private static final Query CITIES = Query.kind("City");

    GqlContract(Datastore datastore) {
        super(datastore);
    }

    private void putCities() {
        Key italy = key("Country", "it");
        Key germany = key("Country", "de");
        datastore.put(List.of(
                city(italy, "Rome", 2_873_000, "capital", "old"),
                city(italy, "Turin", 848_000, "old"),
                city(germany, "Berlin", 3_755_000, "capital"),
                city(germany, "Hamburg", 1_892_000, "port"),
                Entity.builder(germany).set("name", "Germany").build(),
                Entity.builder(key("City", 17)).set("name", Value.NULL).build()));
    }

    private static Entity city(Key country, String name, long size, String... tags) {
        return Entity.builder(country.child("City", name))
                .set("name", name)
                .set("size", size)
                .set("seen", Value.of(Instant.parse("2024-05-01T12:30:00Z").plusSeconds(size)))
                .set("tags", Value.of(List.of(tags).stream().map(Value::of).toList()))
                .build();
    }

    private void assertSame(String gql, GqlBindings bindings, Query query) {
        List<Entity> rows = datastore.run(gql, bindings).toList();

        assertThat(rows).as(gql).isNotEmpty().isEqualTo(datastore.run(query).toList());
        GqlText written = Gql.format(query);
        assertThat(datastore
                        .run(Gql.parse(written.text()).asQuery(written.bindings()))
                        .toList())
                .as(written.text())
                .isEqualTo(rows);
    }

    private void assertSame(String gql, Query query) {
        assertSame(gql, GqlBindings.none(), query);
    }

    @Test
    void a4_everyConstructGivesTheRowsOfItsQuery() {
        putCities();
        Key italy = key("Country", "it");

        assertSame("SELECT * FROM City", CITIES);
        assertSame(
                "SELECT __key__ FROM City ORDER BY size DESC LIMIT 2 OFFSET 1",
                CITIES.keysOnly().orderBy("-size").limit(2).offset(1));
        assertSame(
                "SELECT * FROM City WHERE size > 1000000 AND tags = 'capital'",
                CITIES.filter("size >", Value.of(1_000_000)).filter("tags =", Value.of("capital")));
        assertSame("SELECT * FROM City WHERE name IS NULL", CITIES.filter("name =", Value.NULL));
        assertSame(
                "SELECT * FROM City WHERE 'port' IN tags OR name IN ARRAY('Rome', 'Paris')",
                CITIES.filter(Filter.or(
                        Filter.equal("tags", Value.of("port")),
                        Filter.in("name", List.of(Value.of("Rome"), Value.of("Paris"))))));
        assertSame(
                "SELECT * FROM City WHERE name NOT IN ARRAY('Rome', NULL)",
                CITIES.filter("name", Operator.NOT_IN, list(Value.of("Rome"), Value.NULL)));
        assertSame("SELECT * FROM City WHERE tags != 'old'", CITIES.filter("tags !=", Value.of("old")));
        assertSame(
                "SELECT * WHERE __key__ HAS ANCESTOR KEY(Country, 'it')",
                Query.kindless().ancestor(italy));
        assertSame(
                "SELECT * WHERE KEY(Country, 'de') HAS DESCENDANT __key__",
                Query.kindless().ancestor(key("Country", "de")));
        assertSame(
                "SELECT * FROM City WHERE __key__ > KEY(Country, 'de', City, 'Berlin')",
                CITIES.filter(
                        Filter.key(Operator.GREATER_THAN, key("Country", "de").child("City", "Berlin"))));
        assertSame("SELECT name, tags FROM City", CITIES.project("name", "tags"));
        assertSame("SELECT DISTINCT tags FROM City", CITIES.project("tags").distinct());
        assertSame(
                "SELECT DISTINCT ON (tags) tags, size FROM City ORDER BY tags, size DESC",
                CITIES.project("tags", "size")
                        .distinctOn("tags")
                        .orderBy("tags")
                        .orderBy("-size"));
        assertSame(
                "SELECT * FROM City WHERE seen <= DATETIME('2024-06-01T00:00:00+02:00')",
                CITIES.filter("seen <=", Value.of(Instant.parse("2024-05-31T22:00:00Z"))));
        assertSame(
                "SELECT * FROM City WHERE ANCESTOR IS :1 AND name = :name",
                GqlBindings.positional(Value.of(italy)).with("name", Value.of("Rome")),
                CITIES.ancestor(italy).filter("name =", Value.of("Rome")));
    }

    @Test
    void cursorsContinueAndEnd() {
        putCities();
        Query bySize = CITIES.orderBy("size");
        QueryResults first = datastore.run(bySize.limit(1));
        first.toList();
        Cursor afterFirst = first.cursor();
        QueryResults three = datastore.run(bySize.limit(3));
        three.toList();
        Cursor afterThird = three.cursor();
        GqlBindings bindings = GqlBindings.none().with("from", afterFirst).with("to", afterThird);

        assertSame("SELECT * FROM City ORDER BY size OFFSET @from", bindings, bySize.startAt(afterFirst));
        assertSame(
                "SELECT * FROM City ORDER BY size LIMIT @to OFFSET @from + 1",
                bindings,
                bySize.startAt(afterFirst).offset(1).endAt(afterThird));
        assertSame(
                "SELECT * FROM City ORDER BY size LIMIT FIRST(@to, 1) OFFSET @from",
                bindings,
                bySize.startAt(afterFirst).limit(1));
    }

    @Test
    void a4_aggregationsGiveTheNumbersOfTheirQuery() {
        putCities();
        AggregationQuery query = AggregationQuery.of(
                CITIES.filter("tags =", Value.of("capital")),
                Aggregation.count().as("n"),
                Aggregation.sum("size"),
                Aggregation.average("size"),
                Aggregation.countUpTo(1));
        String numbers = "COUNT(*) AS n, SUM(size), AVG(size), COUNT_UP_TO(1)";

        for (String gql : List.of(
                "SELECT " + numbers + " FROM City WHERE tags = 'capital'",
                "AGGREGATE " + numbers + " OVER (SELECT * FROM City WHERE tags = 'capital')")) {
            assertThat(datastore.aggregate(Gql.parse(gql).asAggregation(GqlBindings.none())))
                    .isEqualTo(datastore.aggregate(query))
                    .satisfies(result -> assertThat(result.getLong("n")).isEqualTo(2));
        }
    }

    @Test
    void aStatementIsAtHomeInTheDatastoreUnlessItsBindingsSay() {
        Partition other = datastore.partition().withNamespace("other");
        datastore.put(Entity.builder(other.key("K", "there")).build());
        putNamed("K", "here");
        GqlBindings there = GqlBindings.none().in(other);

        String gql = "SELECT * FROM K WHERE __key__ >= KEY(K, 'a')";
        assertThat(datastore.run(gql, GqlBindings.none()).toList())
                .extracting(Entity::key)
                .containsExactly(key("K", "here"));
        assertThat(datastore.run(gql, there).toList()).extracting(Entity::key).containsExactly(other.key("K", "there"));
    }

    @Test
    void aBrokenStatementIsRefusedBeforeAnythingIsRead() {
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> datastore.run("SELECT * FORM City", GqlBindings.none()))
                .satisfies(broken -> assertThat(broken.column()).isEqualTo(10));
        assertThatExceptionOfType(InvalidGqlException.class)
                .isThrownBy(() -> datastore.run("SELECT COUNT(*) FROM City", GqlBindings.none()))
                .withMessageContaining("asks for numbers");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run("SELECT * WHERE size = 1", GqlBindings.none()))
                .withMessageContaining("without a kind");
    }
}
