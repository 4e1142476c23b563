package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

/**
 * The import as it was begun. How far it is, the group of its tasks knows.
 *
 * @param total how many places there are to import
 * @param batchSize how many of them one task imports
 */
@Entity
record Import(@Id String id, int total, int batchSize) {

    static final String ID = "places";
}
