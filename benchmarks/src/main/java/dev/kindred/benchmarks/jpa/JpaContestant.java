package dev.kindred.benchmarks.jpa;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.benchmarks.Place;
import dev.kindred.benchmarks.tasks.RaceServer;
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
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Spring Data JPA in a Spring Boot application, with Boot's defaults but for batched statements. H2 never forces a commit to the disk: unlike the others
 * it loses acknowledged commits if the machine dies, and with its default write delay also if the process does. On PostgreSQL transactions are {@code READ COMMITTED}, the default, at which two updates
 * of one place at once lose one of them; and two more columns are indexed, which makes six.
 */
public final class JpaContestant implements Contestant {

    private static final int ATTEMPTS = 20;

    private static final List<String> MORE_INDEXES =
            List.of("create index city_admin1 on city (admin1)", "create index city_created on city (created)");

    private final Database database;
    private @Nullable ConfigurableApplicationContext context;
    private @Nullable CityRepository cities;
    private @Nullable CityService service;

    /** Where the places are. */
    public enum Database {
        /** H2 with its defaults: a commit is written up to half a second after it was acknowledged. */
        H2("H2 " + Constants.VERSION + " with its defaults: **no fsync in a commit**, written up to 500 ms after it") {
            @Override
            String url(Path directory) {
                return "jdbc:h2:file:" + directory.resolve("city");
            }
        },
        /** H2 that hands a commit to the operating system in the commit. */
        H2_WRITTEN("H2 " + Constants.VERSION + " with WRITE_DELAY=0: **no fsync in a commit**, but written by it") {
            @Override
            String url(Path directory) {
                return "jdbc:h2:file:" + directory.resolve("city") + ";WRITE_DELAY=0";
            }
        },
        /** The server of the race. */
        POSTGRESQL(
                "PostgreSQL, READ COMMITTED, reWriteBatchedInserts=true, a pool of 10 connections, indexes on name, country, admin1, feature, population, created and (country, population)",
                JpaContestant.MORE_INDEXES) {
            @Override
            String url(Path directory) {
                return RaceServer.url(directory) + "&reWriteBatchedInserts=true";
            }
        },
        /** The same, and nothing gets lost. */
        POSTGRESQL_SERIALIZABLE(
                "as before, but SERIALIZABLE; what conflicts is run again", JpaContestant.MORE_INDEXES) {
            @Override
            String url(Path directory) {
                return POSTGRESQL.url(directory) + "&options=-c%20default_transaction_isolation=serializable";
            }
        };

        private final String description;
        private final List<String> moreIndexes;

        Database(String description) {
            this(description, List.of());
        }

        Database(String description, List<String> moreIndexes) {
            this.description = description;
            this.moreIndexes = moreIndexes;
        }

        abstract String url(Path directory);
    }

    /**
     * Creates a contestant that is not open.
     *
     * @param database where the places are
     */
    public JpaContestant(Database database) {
        this.database = database;
    }

    @Override
    public void open(Path directory) {
        context = new SpringApplicationBuilder(JpaApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.datasource.url", database.url(directory),
                        "spring.jpa.hibernate.ddl-auto", "create",
                        "spring.jpa.properties.hibernate.jdbc.batch_size", "100",
                        "spring.jpa.properties.hibernate.order_inserts", "true",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "error"))
                .run();
        database.moreIndexes.forEach(jdbc()::execute);
        cities = context.getBean(CityRepository.class);
        service = context.getBean(CityService.class);
    }

    @Override
    public String description() {
        return "Spring Boot " + SpringBootVersion.getVersion() + ", Hibernate " + Version.getVersionString()
                + ", batches of 100, " + database.description;
    }

    @Override
    public void load(List<Place> places) {
        Contestant.super.load(places);
        jdbc().execute("analyze");
    }

    private JdbcTemplate jdbc() {
        return new JdbcTemplate(opened(context).getBean(DataSource.class));
    }

    @Override
    public void put(Place place) {
        again(() -> opened(cities).save(new City(place)));
    }

    @Override
    public void putBatch(List<Place> places) {
        again(() -> opened(cities).saveAll(places.stream().map(City::new).toList()));
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
        again(() -> opened(service).visitByNewInhabitant(id));
    }

    private static void again(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (ConcurrencyFailureException conflict) {
                if (attempt == ATTEMPTS) {
                    throw conflict;
                }
            }
        }
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
