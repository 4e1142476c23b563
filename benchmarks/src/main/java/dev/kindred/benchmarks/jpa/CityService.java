package dev.kindred.benchmarks.jpa;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The transaction of an application. */
@Service
class CityService {

    private final CityRepository cities;

    CityService(CityRepository cities) {
        this.cities = cities;
    }

    @Transactional
    void visitByNewInhabitant(long id) {
        cities.findById(id).orElseThrow().visitByNewInhabitant();
    }
}
