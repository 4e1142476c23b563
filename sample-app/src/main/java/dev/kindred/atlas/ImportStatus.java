package dev.kindred.atlas;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far the import is.
 *
 * @param total how many places there are to import
 * @param done how many are stored, as far as their tasks are counted
 */
record ImportStatus(int total, int done) {

    @JsonProperty
    boolean running() {
        return done < total;
    }
}
