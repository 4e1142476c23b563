package dev.kindred.garden;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

interface Plants extends DatastoreRepository<Plant, Long> {

    List<Plant> findByNameStartingWith(String prefix);
}
