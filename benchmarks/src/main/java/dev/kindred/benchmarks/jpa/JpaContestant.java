package dev.kindred.benchmarks.jpa;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.benchmarks.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.engine.Constants;
import org.hibernate.Version;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Spring Data JPA in a Spring Boot application, with Boot's defaults but for batched statements. H2 never forces a commit to the disk: unlike the others
 * it loses acknowledged commits if the machine dies, and with its default write delay also if the process does.
 */
public final class JpaContestant implements Contestant {

    private final H2Writes writes;
    private @Nullable ConfigurableApplicationContext context;
    private @Nullable CityRepository cities;
    private @Nullable CityService service;

    /** When H2 hands a commit to the operating system. */
    public enum H2Writes {
        /** Up to half a second after it was acknowledged: H2's default. */
        DELAYED("", "its defaults: **no fsync in a commit**, written up to 500 ms after it"),
        /** In the commit. */
        IN_THE_COMMIT(";WRITE_DELAY=0", "WRITE_DELAY=0: **no fsync in a commit**, but written by it");

        private final String urlSuffix;
        private final String description;

        H2Writes(String urlSuffix, String description) {
            this.urlSuffix = urlSuffix;
            this.description = description;
        }
    }

    /**
     * Creates a contestant that is not open.
     *
     * @param writes how H2 is set
     */
    public JpaContestant(H2Writes writes) {
        this.writes = writes;
    }

    @Override
    public void open(Path directory) {
        context = new SpringApplicationBuilder(JpaApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.datasource.url", "jdbc:h2:file:" + directory.resolve("city") + writes.urlSuffix,
                        "spring.jpa.hibernate.ddl-auto", "create",
                        "spring.jpa.properties.hibernate.jdbc.batch_size", "100",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "error"))
                .run();
        cities = context.getBean(CityRepository.class);
        service = context.getBean(CityService.class);
    }

    @Override
    public String description() {
        return "Spring Boot " + SpringBootVersion.getVersion() + ", Hibernate " + Version.getVersionString() + ", H2 "
                + Constants.VERSION + " with " + writes.description;
    }

    @Override
    public void load(List<Place> places) {
        Contestant.super.load(places);
        new JdbcTemplate(opened(context).getBean(DataSource.class)).execute("analyze");
    }

    @Override
    public void put(Place place) {
        opened(cities).save(new City(place));
    }

    @Override
    public void putBatch(List<Place> places) {
        opened(cities).saveAll(places.stream().map(City::new).toList());
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

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        return places(opened(cities).findFirst20ByCountryAndFeature(country, feature));
    }

    @Override
    public void remove(long firstId, long endId) {
        opened(cities).deleteBetween(firstId, endId);
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
