package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.benchmarks.Place;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/** The template with queries written by hand: what a repository would be without deriving anything. */
public final class TemplateContestant implements Contestant {

    private @Nullable ConfigurableApplicationContext context;

    /** Creates a contestant that is not open. */
    public TemplateContestant() {}

    @Override
    public void open(Path directory) {
        context = RepositoryApplication.start(Store.EMBEDDED, directory);
    }

    @Override
    public String description() {
        return "DatastoreTemplate with hand-written queries, otherwise as the repository";
    }

    @Override
    public void put(Place place) {
        template().save(City.of(place));
    }

    @Override
    public void putBatch(List<Place> places) {
        template().saveAll(places.stream().map(City::of).toList());
    }

    @Override
    public @Nullable Place get(long id) {
        return template().findById(id, City.class).map(City::toPlace).orElse(null);
    }

    @Override
    public List<Place> getAll(List<Long> ids) {
        return places(template().findAllById(ids, City.class));
    }

    @Override
    public void update(long id) {
        template()
                .performTransaction(
                        inside -> inside.save(inside.getById(id, City.class).visitedByNewInhabitant()));
    }

    @Override
    public List<Place> queryEqualitySorted(String country) {
        return find(LargestCitiesImpl.query(country));
    }

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        return find(Query.kind(CityEntity.KIND)
                .filter(Filter.equal("country", Value.of(country)))
                .filter(Filter.equal("feature", Value.of(feature)))
                .limit(QUERY_LIMIT));
    }

    @Override
    public void remove(long firstId, long endId) {
        template().deleteAllById(LongStream.range(firstId, endId).boxed().toList(), City.class);
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }

    private List<Place> find(Query query) {
        return places(template().find(query, City.class));
    }

    private static List<Place> places(List<City> cities) {
        return cities.stream().map(City::toPlace).toList();
    }

    private DatastoreTemplate template() {
        if (context == null) {
            throw new IllegalStateException("Not open");
        }
        return context.getBean(DatastoreTemplate.class);
    }
}
