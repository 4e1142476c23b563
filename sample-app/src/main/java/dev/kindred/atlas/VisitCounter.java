package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class VisitCounter {

    private final CityRepository cities;
    private final VisitsRepository visits;

    VisitCounter(CityRepository cities, VisitsRepository visits) {
        this.cities = cities;
        this.visits = visits;
    }

    /** Transactions are serializable: of two visitors at a time one is repeated, and none is lost. */
    // tag::transaction[]
    @Transactional
    @RetryOnConflict(attempts = 10)
    public Visits count(long cityId) {
        cities.require(cityId);
        Visits before = visits.findById(cityId).orElse(new Visits(cityId, 0));
        return visits.save(before.plusOne());
    }
    // end::transaction[]
}
