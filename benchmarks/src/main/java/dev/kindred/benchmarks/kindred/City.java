package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Place;
import dev.kindred.datastore.spring.data.mapping.CompositeIndex;
import dev.kindred.datastore.spring.data.mapping.Entity;
import java.time.Instant;
import org.springframework.data.annotation.Id;

/** A place as an entity of a repository. Every property is indexed by itself; the composite index is for the query that sorts, as the peers have one. */
@CompositeIndex({"country", "-population"})
@Entity
record City(
        @Id long id,
        String name,
        String country,
        String admin1,
        String feature,
        long population,
        double latitude,
        double longitude,
        Instant created,
        long visits) {

    static City of(Place place) {
        return new City(
                place.id(),
                place.name(),
                place.country(),
                place.admin1(),
                place.feature(),
                place.population(),
                place.latitude(),
                place.longitude(),
                place.created(),
                place.visits());
    }

    City visitedByNewInhabitant() {
        return new City(id, name, country, admin1, feature, population + 1, latitude, longitude, created, visits + 1);
    }

    Place toPlace() {
        return new Place(id, name, country, admin1, feature, population, latitude, longitude, created, visits);
    }
}
