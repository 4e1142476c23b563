package dev.kindred.benchmarks.kindred;

import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The transaction of an application. */
@Service
class CityService {

    private final CityRepository cities;

    CityService(CityRepository cities) {
        this.cities = cities;
    }

    @RetryOnConflict(attempts = 20)
    @Transactional
    void visitByNewInhabitant(long id) {
        cities.save(cities.findById(id).orElseThrow().visitedByNewInhabitant());
    }
}
