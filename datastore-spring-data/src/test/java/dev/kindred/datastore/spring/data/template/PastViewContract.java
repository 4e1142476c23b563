package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.PageRequest;

abstract class PastViewContract {

    private static final Instant NOON = Instant.parse("2026-05-06T12:00:00Z");

    static final Duration WINDOW = Duration.ofMinutes(10);
    static final Duration RESOLUTION = Duration.ofMinutes(1);

    record City(@Id Long id, String name) {}

    /** Stands still until it is moved. */
    static final class StillClock extends Clock {
        private volatile Instant now = NOON.minusSeconds(30);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final StillClock clock = new StillClock();
    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    PastViewContract() {
        datastore = LocalDatastore.on(engine(clock)).clock(clock).build();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    /** An engine that keeps past states by this clock. */
    abstract StorageEngine engine(Clock clock);

    @AfterEach
    void close() {
        datastore.close();
    }

    private DatastoreOperations atNoonAfterAChange() {
        template.save(new City(1L, "Kristiania"));
        clock.now = NOON.plusSeconds(30);
        template.save(new City(1L, "Oslo"));
        template.save(new City(2L, "Bergen"));
        return template.readAt(NOON);
    }

    @Test
    void x4_viewOfThePastReadsWhatWasThere() {
        DatastoreOperations noon = atNoonAfterAChange();

        assertThat(noon.getById(1L, City.class).name()).isEqualTo("Kristiania");
        assertThat(noon.existsById(2L, City.class)).isFalse();
        assertThat(noon.findAll(City.class)).hasSize(1);
        assertThat(noon.query(City.class).where("name").is("Kristiania").count())
                .isEqualTo(1);
        assertThat(noon.query(City.class).page(PageRequest.of(0, 1)).getTotalElements())
                .isEqualTo(1);
        try (Stream<City> stream = noon.query(City.class).stream()) {
            assertThat(stream).extracting(City::name).containsExactly("Kristiania");
        }
        assertThat(template.getById(1L, City.class).name()).isEqualTo("Oslo");
    }

    @Test
    void x4_viewOfThePastJoinsNoTransactionAndWritesNothing() {
        DatastoreOperations noon = atNoonAfterAChange();

        template.performTransaction(transaction -> {
            transaction.save(new City(1L, "Christiania"));
            assertThat(noon.getById(1L, City.class).name()).isEqualTo("Kristiania");
            return true;
        });
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> noon.save(new City(3L, "Hamar")))
                .withMessageContaining("read-only");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> noon.deleteById(1L, City.class));
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> noon.update(1L, City.class).set("name", "x").execute());
        assertThat(template.count(City.class)).isEqualTo(2);
    }

    @Test
    void x4_momentThatIsNotKeptIsRefused() {
        atNoonAfterAChange();

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.readAt(NOON.minusSeconds(86_400)).findAll(City.class));
    }
}
