package dev.kindred.benchmarks;

import java.time.Instant;

/**
 * A populated place, as every contestant stores and returns it. {@code created} is in whole microseconds, the finest that all contestants keep.
 *
 * @param id the GeoNames id
 * @param name the name
 * @param country the ISO 3166-1 alpha-2 code
 * @param admin1 the code of the first administrative division, perhaps empty
 * @param feature the GeoNames feature code
 * @param population the number of inhabitants
 * @param latitude degrees, WGS 84
 * @param longitude degrees, WGS 84
 * @param created when it was first stored
 * @param visits how often somebody looked at it
 */
public record Place(
        long id,
        String name,
        String country,
        String admin1,
        String feature,
        long population,
        double latitude,
        double longitude,
        Instant created,
        long visits) {

    Place withId(long newId) {
        return new Place(newId, name, country, admin1, feature, population, latitude, longitude, created, visits);
    }
}
