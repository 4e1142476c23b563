package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.benchmarks.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** The datastore in a Spring Boot application, through a repository with derived queries. */
public final class RepositoryContestant implements Contestant {

    private static final int DELETES_AT_ONCE = 500;

    private final Store store;
    private @Nullable ConfigurableApplicationContext context;
    private @Nullable CityRepository cities;
    private @Nullable CityService service;

    /**
     * Creates a contestant that is not open.
     *
     * @param store where it keeps its places
     */
    public RepositoryContestant(Store store) {
        this.store = store;
    }

    @Override
    public void open(Path directory) {
        context = RepositoryApplication.start(store, directory);
        cities = context.getBean(CityRepository.class);
        service = context.getBean(CityService.class);
    }

    @Override
    public String description() {
        return "Spring Boot " + SpringBootVersion.getVersion()
                + ", DatastoreRepository, composite index (country, -population), on " + store.description();
    }

    @Override
    public void put(Place place) {
        opened(cities).insert(City.of(place));
    }

    @Override
    public void putBatch(List<Place> places) {
        opened(cities).saveAll(places.stream().map(City::of).toList());
    }

    @Override
    public @Nullable Place get(long id) {
        return opened(cities).findById(id).map(City::toPlace).orElse(null);
    }

    @Override
    public List<Place> getAll(List<Long> ids) {
        return places(opened(cities).findAllById(ids));
    }

    @Override
    public void update(long id) {
        opened(service).visitByNewInhabitant(id);
    }

    @Override
    public List<Place> queryEqualitySorted(String country) {
        return places(opened(cities).findFirst20ByCountryOrderByPopulationDesc(country));
    }

    /**
     * The answer of {@link #queryEqualitySorted} from a query written by hand in a fragment of the repository.
     *
     * @param country the country
     * @return the places
     */
    public List<Place> queryByHand(String country) {
        return places(opened(cities).largest(country));
    }

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        return places(opened(cities).findFirst20ByCountryAndFeature(country, feature));
    }

    @Override
    public void remove(long firstId, long endId) {
        for (long from = firstId; from < endId; from += DELETES_AT_ONCE) {
            opened(cities)
                    .deleteAllById(LongStream.range(from, Math.min(from + DELETES_AT_ONCE, endId))
                            .boxed()
                            .toList());
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }

    private static List<Place> places(List<City> cities) {
        return cities.stream().map(City::toPlace).toList();
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("Not open");
        }
        return part;
    }
}
