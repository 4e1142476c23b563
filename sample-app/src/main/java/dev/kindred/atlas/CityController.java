package dev.kindred.atlas;

import dev.kindred.datastore.spring.data.repository.CursorPosition;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import jakarta.validation.Valid;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/cities")
class CityController {

    private final CityRepository cities;
    private final DatastoreOperations datastore;
    private final VisitCounter visits;

    CityController(CityRepository cities, DatastoreOperations datastore, VisitCounter visits) {
        this.cities = cities;
        this.datastore = datastore;
        this.visits = visits;
    }

    @GetMapping
    CityPage search(@Valid CitySearch search) {
        try {
            return CityPage.of(datastore.scroll(
                    search.in(datastore.query(City.class).toQuery()), CursorPosition.of(search.cursor()), City.class));
        } catch (InvalidDataAccessApiUsageException refused) {
            if (search.cursor() == null) {
                throw refused;
            }
            // All else was checked before, so it is the cursor: garbage, or of another search.
            throw new BadParameterException("cursor", search.cursor(), "does not belong to this search", refused);
        }
    }

    @GetMapping("/{id}")
    City city(@PathVariable long id) {
        return cities.require(id);
    }

    @PostMapping("/{id}/visits")
    Visits visit(@PathVariable long id) {
        return visits.count(id);
    }
}
