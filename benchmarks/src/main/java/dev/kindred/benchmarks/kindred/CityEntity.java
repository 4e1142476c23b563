package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Place;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.Objects;

/** A place as an entity of the datastore, by hand. Every property is indexed. */
final class CityEntity {

    static final String KIND = "City";

    private CityEntity() {}

    static Entity of(Key key, Place place) {
        return Entity.builder(key)
                .set("name", place.name())
                .set("country", place.country())
                .set("admin1", place.admin1())
                .set("feature", place.feature())
                .set("population", place.population())
                .set("latitude", place.latitude())
                .set("longitude", place.longitude())
                .set("created", place.created())
                .set("visits", place.visits())
                .build();
    }

    static Place place(Entity entity) {
        return new Place(
                entity.key().id(),
                string(entity, "name"),
                string(entity, "country"),
                string(entity, "admin1"),
                string(entity, "feature"),
                number(entity, "population"),
                decimal(entity, "latitude"),
                decimal(entity, "longitude"),
                ((Value.TimestampValue) value(entity, "created")).toInstant(),
                number(entity, "visits"));
    }

    static long number(Entity entity, String property) {
        return ((Value.LongValue) value(entity, property)).value();
    }

    private static double decimal(Entity entity, String property) {
        return ((Value.DoubleValue) value(entity, property)).value();
    }

    private static String string(Entity entity, String property) {
        return ((Value.StringValue) value(entity, property)).value();
    }

    private static Value value(Entity entity, String property) {
        return Objects.requireNonNull(entity.value(property), property);
    }
}
