package dev.kindred.datastore.spring.data.repository.zoo;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

public interface Animals extends DatastoreRepository<Animal, Long> {

    List<Animal> findByNameStartingWithOrderByName(String prefix);
}
