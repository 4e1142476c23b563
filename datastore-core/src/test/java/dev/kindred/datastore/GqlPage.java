package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.GqlQuery;
import dev.kindred.datastore.query.GqlText;
import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.stream.Stream;

/** The code of {@code docs/reference/gql.md}; {@link GqlPageTests} compares and runs it. */
final class GqlPage {

    private GqlPage() {}

    // tag::parsed[]
    private static final GqlQuery BY_COUNTRY = Gql.parse(
            "SELECT * FROM City WHERE country = @country AND size > @1 ORDER BY size DESC LIMIT @n OFFSET @c + 5");
    // end::parsed[]

    static List<Key> examples(Datastore datastore, Cursor cursor) {
        // tag::running[]
        GqlBindings bindings = GqlBindings.positional(Value.of(1_000_000))
                .with("country", Value.of("it"))
                .with("n", Value.of(20))
                .with("c", cursor)
                .in(datastore.partition());
        Query query = BY_COUNTRY.asQuery(bindings);
        List<Entity> page = datastore.run(query).toList();
        // end::running[]
        // tag::short[]
        QueryResults large = datastore.run("SELECT * FROM City WHERE size > 1000000", GqlBindings.none());
        // end::short[]
        return Stream.concat(page.stream(), large.toList().stream())
                .map(Entity::key)
                .toList();
    }

    static long aggregation(Datastore datastore) {
        // tag::aggregation[]
        GqlQuery gql = Gql.parse("SELECT COUNT(*) AS cities, AVG(size) AS mean FROM City WHERE country = @country");
        AggregationResult result = datastore.aggregate(gql.asAggregation(
                GqlBindings.none().with("country", Value.of("it")).in(datastore.partition())));
        long cities = result.getLong("cities");
        // end::aggregation[]
        return cities;
    }

    static Query written(Query query) {
        // tag::writing[]
        GqlText gql = Gql.format(query);
        Query same = Gql.parse(gql.text()).asQuery(gql.bindings());
        // end::writing[]
        return same;
    }
}
