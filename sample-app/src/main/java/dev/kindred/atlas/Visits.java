package dev.kindred.atlas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import org.springframework.data.annotation.Id;

/** How often a place was visited. Apart from the place, which is thus not written at each visit. */
@Entity
record Visits(@Id @JsonIgnore long cityId, @Unindexed long visits) {

    Visits plusOne() {
        return new Visits(cityId, visits + 1);
    }
}
