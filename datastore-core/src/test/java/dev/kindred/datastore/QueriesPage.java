package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;

/** The code of {@code docs/reference/queries.md}; {@link ReferencePagesTests} compares and runs it. */
final class QueriesPage {

    private QueriesPage() {}

    // tag::query[]
    private static final Query LARGE_CITIES =
            Query.kind("City").filter("population >=", Value.of(1_000_000)).orderBy("-population");
    // end::query[]

    static List<Entity> run(Datastore datastore) {
        // tag::run[]
        List<Entity> largest = datastore.run(LARGE_CITIES.limit(20)).toList();
        long howMany = datastore.count(LARGE_CITIES);
        // end::run[]
        return howMany >= largest.size() ? largest : List.of();
    }

    static Query or() {
        // tag::or[]
        Query query = Query.kind("City")
                .filter(Filter.or(
                        Filter.equal("country", Value.of("IT")),
                        Filter.in("language", List.of(Value.of("it"), Value.of("la")))));
        // end::or[]
        return query;
    }

    static Query descendants(Key country) {
        // tag::ancestor[]
        Query everythingBelow = Query.kindless().ancestor(country);
        // end::ancestor[]
        return everythingBelow;
    }

    static List<String> projection(Datastore datastore) {
        // tag::projection[]
        Query pairs = Query.kind("City").project("country", "language");
        Query countries = Query.kind("City").project("country").distinct();
        Query largestOfEach =
                Query.kind("City").distinctOn("country").orderBy("country").orderBy("-population");
        // end::projection[]
        List<String> shown = new ArrayList<>();
        for (Query query : List.of(pairs, countries, largestOfEach)) {
            datastore.run(query).forEachRemaining(row -> shown.add(row.value("country") + " of " + row.key()));
        }
        return shown;
    }

    static AggregationResult aggregation(Datastore datastore) {
        // tag::aggregation[]
        AggregationResult numbers = datastore.aggregate(AggregationQuery.of(
                LARGE_CITIES,
                Aggregation.count().as("cities"),
                Aggregation.sum("population").as("people"),
                Aggregation.average("population").as("mean")));
        long cities = numbers.getLong("cities");
        double mean = cities == 0 ? 0 : numbers.getDouble("mean");
        // end::aggregation[]
        return mean >= 0 ? numbers : new AggregationResult(java.util.Map.of());
    }

    static List<Key> pages(Datastore datastore) {
        List<Key> seen = new ArrayList<>();
        // tag::cursor[]
        String bookmark;
        try (QueryResults page = datastore.run(LARGE_CITIES.limit(1))) {
            page.forEachRemaining(city -> seen.add(city.key()));
            bookmark = page.cursor().toUrlSafe(); // to a link, and back
        }
        Query next = LARGE_CITIES.limit(1).startAt(Cursor.fromUrlSafe(bookmark));
        // end::cursor[]
        datastore.run(next).forEachRemaining(city -> seen.add(city.key()));
        return seen;
    }
}
