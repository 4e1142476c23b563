package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.Optional;

interface CityRepository extends DatastoreRepository<City, Long> {

    default City require(long id) {
        // 0 is how an id says that it is not assigned yet: nothing can be stored under it.
        Optional<City> city = id == 0 ? Optional.empty() : findById(id);
        return city.orElseThrow(() -> new NoSuchPlaceException(id));
    }
}
