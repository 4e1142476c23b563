package dev.kindred.datastore.spring.data.repository.zoo;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

public interface Pets extends DatastoreRepository<Animal.Pet, Long> {

    List<Animal.Pet> findByOwnerOrderByName(String owner);

    long countByOwner(String owner);
}
