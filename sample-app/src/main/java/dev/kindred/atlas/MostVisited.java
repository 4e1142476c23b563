package dev.kindred.atlas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.time.Instant;
import java.util.List;
import org.springframework.data.annotation.Id;

/** The places that were visited most often, as they were last counted. */
@Entity
record MostVisited(
        @Id @JsonIgnore String id,
        @Unindexed List<Place> places,
        @Unindexed Instant counted) {

    static final String ID = "all";

    /** @param id of the place */
    record Place(long id, String name, long visits) {}
}
