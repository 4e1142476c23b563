package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.List;
import org.springframework.transaction.annotation.Transactional;

@Transactional(readOnly = true)
class LargestCitiesImpl implements LargestCities {

    private final DatastoreOperations template;

    LargestCitiesImpl(DatastoreOperations template) {
        this.template = template;
    }

    @Override
    public List<City> largest(String country) {
        return template.find(query(country), City.class);
    }

    static Query query(String country) {
        return Query.kind(CityEntity.KIND)
                .filter(Filter.equal("country", Value.of(country)))
                .orderBy(Order.descending("population"))
                .limit(Contestant.QUERY_LIMIT);
    }
}
