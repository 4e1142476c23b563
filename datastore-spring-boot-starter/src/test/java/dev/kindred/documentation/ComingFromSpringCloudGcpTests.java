package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;

/** The code of {@code docs/guides/coming-from-spring-cloud-gcp.md} runs. */
class ComingFromSpringCloudGcpTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @AfterEach
    void close() {
        datastore.close();
    }

    // tag::entity[]
    @Entity("purchase")
    record Purchase(
            @Id Long id,
            Ref<Customer> customer,
            List<Line> lines, // Line needs no annotation
            BigDecimal total,
            @Version Long version) {}

    record Line(String product, int count) {}

    @Entity("customer")
    record Customer(@Id Long id, String name) {}
    // end::entity[]

    // tag::repository[]
    interface Purchases extends DatastoreRepository<Purchase, Long> {

        @Fetch("customer") // one lookup for all customers of the slice
        Slice<Purchase> findByTotalBetween(BigDecimal least, BigDecimal most, Pageable page);

        Window<Purchase> findByLinesProductOrderByTotalDesc(String product, ScrollPosition position, Limit limit);
    }
    // end::repository[]

    @Test
    void purchasesAreSavedAndFound() {
        Purchases purchases = new DatastoreRepositoryFactory(template).getRepository(Purchases.class);
        // tag::save[]
        Customer ann = template.save(new Customer(null, "Ann"));
        Purchase purchase = purchases.save(
                new Purchase(null, template.ref(ann), List.of(new Line("tea", 2)), new BigDecimal("19.99"), null));
        Long id = purchase.id(); // of what save returned
        // end::save[]

        assertThat(purchases.findById(id)).contains(purchase);
        Purchase found = purchases
                .findByTotalBetween(BigDecimal.TEN, new BigDecimal("20"), PageRequest.of(0, 10))
                .getContent()
                .get(0);
        assertThat(found.total()).isEqualTo("19.99");
        assertThat(found.customer().isLoaded()).isTrue();
        assertThat(purchases.findByLinesProductOrderByTotalDesc("tea", ScrollPosition.keyset(), Limit.of(5)))
                .hasSize(1);
    }

    // tag::move[]
    static void move(Datastore datastore, String urlSafe, String name, Instant birthday) {
        Key key = KeyDecoder.acceptingCloudKeys(datastore.partition().app())
                .decode(urlSafe); // what Key.toUrlSafe() of Google's client gave
        datastore.put(dev.kindred.datastore.model.Entity.builder(key)
                .set("name", name)
                .set("birthday", birthday) // stored there as a timestamp
                .build());
    }
    // end::move[]

    // tag::dates[]
    @WritingConverter
    enum DateToInstant implements Converter<LocalDate, Instant> {
        INSTANCE;

        @Override
        public Instant convert(LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    @ReadingConverter
    enum InstantToDate implements Converter<Instant, LocalDate> {
        INSTANCE;

        @Override
        public LocalDate convert(Instant instant) {
            return instant.atZone(ZoneOffset.UTC).toLocalDate();
        }
    }
    // end::dates[]

    @Entity("person")
    record Person(@Id Long id, String name, LocalDate birthday) {}

    @Test
    void movedEntitiesAreReadWithTheirKeysAndDates() {
        Instant midnight = Instant.parse("1815-12-10T00:00:00Z");
        MappingDatastoreConverter converter = new MappingDatastoreConverter(
                new DatastoreMappingContext(),
                // tag::conversions[]
                new DatastoreCustomConversions(List.of(DateToInstant.INSTANCE, InstantToDate.INSTANCE))
                // end::conversions[]
                );

        move(datastore, "Eg4KCVdvcmRJbmRleBCJCA", "Ada", midnight);

        Key moved = datastore.partition().key("WordIndex", 1033);
        assertThat(datastore.get(moved).value("name")).isEqualTo(dev.kindred.datastore.model.Value.of("Ada"));
        dev.kindred.datastore.model.Entity ada = dev.kindred.datastore.model.Entity.builder(Key.of("person", 1))
                .set("name", "Ada")
                .set("birthday", midnight)
                .build();
        datastore.put(ada);
        assertThat(new DatastoreTemplate(datastore, converter).getById(1L, Person.class))
                .isEqualTo(new Person(1L, "Ada", LocalDate.of(1815, 12, 10)));
    }
}
