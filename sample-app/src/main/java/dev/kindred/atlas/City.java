package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import org.springframework.data.annotation.Id;

/**
 * A place. Its id is that of GeoNames.
 *
 * @param country ISO 3166-1 code
 * @param latitude WGS 84, degrees
 * @param longitude WGS 84, degrees
 */
// tag::entity[]
@Entity
record City(
        @Id long id,
        String name,
        String country,
        long population,
        @Unindexed double latitude,
        @Unindexed double longitude) {}
// end::entity[]
