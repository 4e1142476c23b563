package dev.kindred.atlas;

import dev.kindred.delay.DelayedSchedule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Counts now and then which places were visited most. Visits are not indexed, so that a visit is one cheap write; who wants them in order reads them all, and that is nothing to do while a visitor
 * waits.
 */
@Component
class MostVisitedCount {

    static final String SCHEDULE = "visits.count";

    private static final int SHOWN = 5;

    private final VisitsRepository visits;
    private final CityRepository cities;
    private final MostVisitedRepository results;

    MostVisitedCount(VisitsRepository visits, CityRepository cities, MostVisitedRepository results) {
        this.visits = visits;
        this.cities = cities;
        this.results = results;
    }

    // Not in a transaction, which would read every place's visits and thus conflict with every visitor.
    // tag::schedule[]
    @DelayedSchedule(key = SCHEDULE, every = "${atlas.count-every}")
    public void count() {
        List<MostVisited.Place> most = visits.findAll().stream()
                .sorted(Comparator.comparing(Visits::visits).reversed())
                .limit(SHOWN)
                .map(this::named)
                .toList();
        results.save(new MostVisited(MostVisited.ID, most, Instant.now().truncatedTo(ChronoUnit.MILLIS)));
    }
    // end::schedule[]

    private MostVisited.Place named(Visits counted) {
        return new MostVisited.Place(
                counted.cityId(), cities.require(counted.cityId()).name(), counted.visits());
    }
}
