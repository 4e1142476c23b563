package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** What other mappings of datastores get wrong in silence. The lookups and the saving of batches are in {@link DatastoreTemplateContract}. */
abstract class TrapContract {

    record Numbers(@Id Long id, float single, Float boxed, BigDecimal price, short small, char letter) {}

    record Times(@Id Long id, Instant instant, LocalTime time) {}

    record Others(
            @Id Long id,
            OffsetDateTime offset,
            UUID uuid,
            URI uri,
            Optional<String> optional,
            List<List<String>> lists,
            Nested nested) {}

    record Nested(String text) {}

    record Versioned(@Id Long id, @Version Long version) {}

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    TrapContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void trap_c3_c4_float175AndBigDecimal1999AreExact() {
        Numbers saved = template.save(new Numbers(null, 1.75f, 0.1f, new BigDecimal("19.99"), (short) -7, 'x'));

        assertThat(template.getById(saved.id(), Numbers.class)).isEqualTo(saved);
    }

    @Test
    void trap_c2_instantWithNanosKeepsMicroseconds() {
        Instant instant = Instant.parse("2024-01-01T00:00:00.123456789Z");

        Times saved = template.save(new Times(null, instant, null));

        assertThat(template.getById(saved.id(), Times.class).instant())
                .isEqualTo(Instant.parse("2024-01-01T00:00:00.123456Z"));
    }

    @Test
    void trap_c2_localTimeIsStoredWithoutADateSoThatItIsFoundOnAnyDay() {
        Times saved = template.save(new Times(null, null, LocalTime.of(8, 30)));

        assertThat(datastore.get(template.getKey(saved)).value("time"))
                .isEqualTo(dev.kindred.datastore.model.Value.of("08:30"));
    }

    @Test
    void trap_c5_m16_m19_offsetDateTimeUuidUriOptionalListOfListsAndUnannotatedNestedClassWork() {
        Others saved = template.save(new Others(
                null,
                OffsetDateTime.parse("2024-02-29T12:30:00.000000001+05:30"),
                UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
                URI.create("https://example.org/?q=%20"),
                Optional.of("x"),
                List.of(List.of("a", "b"), List.of()),
                new Nested("y")));

        assertThat(template.getById(saved.id(), Others.class)).isEqualTo(saved);
    }

    @Test
    void versionIsMaintained() {
        Versioned first = template.save(new Versioned(null, null));

        assertThat(first.version()).isEqualTo(1);
        assertThat(template.save(first).version()).isEqualTo(2);
    }
}
