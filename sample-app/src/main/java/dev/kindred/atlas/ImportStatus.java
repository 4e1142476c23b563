package dev.kindred.atlas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

/**
 * How far the import is. Written in the same commit as the places it counts, so it is never wrong.
 *
 * @param total how many places there are to import
 * @param done how many are stored
 */
@Entity
record ImportStatus(@Id @JsonIgnore String id, int total, int done) {

    static final String ID = "places";

    static ImportStatus begun(int total) {
        return new ImportStatus(ID, total, 0);
    }

    ImportStatus plus(int places) {
        return new ImportStatus(id, total, done + places);
    }

    @JsonProperty
    boolean running() {
        return done < total;
    }
}
