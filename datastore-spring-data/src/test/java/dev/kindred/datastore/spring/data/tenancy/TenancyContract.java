package dev.kindred.datastore.spring.data.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Namespace;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.PinnedNamespace;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import dev.kindred.datastore.spring.data.tenancy.shop.Countries;
import dev.kindred.datastore.spring.data.tenancy.shop.Country;
import dev.kindred.datastore.spring.data.tenancy.shop.Invoice;
import dev.kindred.datastore.spring.data.tenancy.shop.Invoices;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.mapping.MappingException;
import org.springframework.transaction.support.TransactionTemplate;

/** Namespaces as tenants. Tests are named after the rows and the pain of the requirements. */
abstract class TenancyContract {

    private static final Tenancy REQUIRED = new Tenancy(NamespaceResolver.NONE, Tenancy.Unscoped.REFUSED);

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;
    private final Invoices invoices;
    private final Countries countries;

    TenancyContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(template);
        invoices = factory.getRepository(Invoices.class);
        countries = factory.getRepository(Countries.class);
    }

    @AfterEach
    void close() {
        assertThat(Namespaces.current()).isNull();
        datastore.close();
    }

    private <T> T in(String namespace, Supplier<T> work) {
        return Namespaces.call(namespace, work::get);
    }

    private Key key(String namespace, String kind, long id) {
        return datastore.partition().withNamespace(namespace).key(kind, id);
    }

    @Test
    void a17_allOperationsAreOfTheNamespaceOfTheCall() {
        Invoice ofA = in("a", () -> template.save(new Invoice("Ann", 100)));
        Invoice ofB = in("b", () -> template.insert(new Invoice("Bob", 200)));
        long a = ofA.id();

        Namespaces.run("a", () -> {
            assertThat(datastore.find(key("a", "Invoice", a))).isNotNull();
            assertThat(template.findById(a, Invoice.class)).contains(ofA);
            assertThat(template.existsById(ofB.id(), Invoice.class)).isFalse();
            assertThat(template.findAll(Invoice.class)).containsExactly(ofA);
            assertThat(template.findAllById(List.of(a, ofB.id()), Invoice.class))
                    .containsExactly(ofA);
            assertThat(template.count(Invoice.class)).isEqualTo(1);
            assertThat(template.exists(template.query(Invoice.class).toQuery())).isTrue();
            assertThat(template.keys(template.query(Invoice.class).toQuery())).containsExactly(key("a", "Invoice", a));
            assertThat(template.scroll(
                            template.query(Invoice.class).toQuery().limit(5), ScrollPosition.keyset(), Invoice.class))
                    .containsExactly(ofA);
            assertThat(template.execute(entities ->
                                    entities.aggregate(AggregationQuery.of(Query.kind("Invoice"), Aggregation.count())))
                            .values())
                    .containsValue(Value.of(1));
            assertThat(template.createKey(Invoice.class, 3)).isEqualTo(key("a", "Invoice", 3));
            assertThat(template.allocateKeys(Invoice.class, 2))
                    .allMatch(key -> key.namespace().equals("a"));
            assertThat(template.getKey(new Invoice("x", 1)).namespace()).isEqualTo("a");
            assertThat(template.update(new Invoice(a, "Ann", 150, null)).cents())
                    .isEqualTo(150);
            template.deleteById(ofB.id(), Invoice.class); // There is none here.
            template.deleteAll(Invoice.class);
        });

        assertThat(in("a", () -> template.count(Invoice.class))).isZero();
        assertThat(in("b", () -> template.findAll(Invoice.class))).containsExactly(ofB);
        assertThat(template.count(Invoice.class)).isZero();
    }

    @Test
    void a17_repositoriesAreOfTheNamespaceOfTheCall() {
        Invoice ofA = in("a", () -> invoices.save(new Invoice("Ann", 100)));
        Invoice ofB = in("b", () -> invoices.save(new Invoice("Ann", 200)));

        Namespaces.run("b", () -> {
            assertThat(invoices.findByCustomer("Ann")).containsExactly(ofB);
            assertThat(invoices.countByCustomer("Ann")).isEqualTo(1);
            assertThat(invoices.findByIdIn(List.of(ofA.id(), ofB.id()))).containsExactly(ofB);
            try (Stream<Invoice> stream = invoices.streamByCentsGreaterThan(0)) {
                assertThat(stream).containsExactly(ofB);
            }
            assertThat(invoices.expensive(0)).containsExactly(ofB);
            assertThat(invoices.findAll()).containsExactly(ofB);
            assertThat(invoices.findAll(ScrollPosition.keyset(), Sort.by("cents"), Limit.of(3)))
                    .containsExactly(ofB);
            Example<Invoice> anns = Example.of(
                    new Invoice("Ann", 0), ExampleMatcher.matching().withIgnorePaths("cents", "id", "country"));
            assertThat(invoices.findAll(anns)).containsExactly(ofB);
            assertThat(invoices.<Invoice, Long>findBy(anns, found -> found.count()))
                    .isEqualTo(1);
            assertThat(invoices.findById(ofA.id())).isEmpty();
            assertThat(invoices.deleteByCustomer("Ann")).isEqualTo(1);
        });

        assertThat(in("a", () -> invoices.findAll())).containsExactly(ofA);
        Namespaces.run("a", () -> {
            Invoice seventySeven = invoices.save(new Invoice(77L, "Ann", 1, null));
            assertThat(invoices.seventySeven()).containsExactly(seventySeven);
            assertThat(invoices.findByCustomer("Ann", key("a", "Invoice", 77))).containsExactly(seventySeven);
            invoices.deleteAll();
        });
        assertThat(in("a", () -> invoices.count())).isZero();
    }

    @Test
    void a17_callsNestAndRestoreWhatWasBeforeEvenIfTheyThrow() {
        Namespaces.run("a", () -> {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> Namespaces.run("b", () -> {
                        assertThat(Namespaces.current()).isEqualTo("b");
                        throw new IllegalStateException("no");
                    }));
            assertThat(Namespaces.current()).isEqualTo("a");
        });

        try (Namespaces.Opened a = Namespaces.open("a")) {
            try (Namespaces.Opened b = Namespaces.open("")) {
                assertThat(Namespaces.current()).isEmpty();
            }
            assertThat(Namespaces.current()).isEqualTo("a");
        }
        assertThat(Namespaces.current()).isNull();
        assertThatExceptionOfType(dev.kindred.datastore.model.InvalidKeyException.class)
                .isThrownBy(() -> Namespaces.run("no blanks", () -> {}))
                .withMessageContaining("\"no blanks\"");
    }

    @Test
    void a17_workHandedToAnotherThreadIsInTheNamespaceOfThisOne() throws Exception {
        Thread[] threads = new Thread[2];
        String[] seen = new String[2];
        Namespaces.run("a", () -> {
            threads[0] = new Thread(Namespaces.wrap(() -> seen[0] = Namespaces.current()));
            threads[1] = new Thread(() -> seen[1] = Namespaces.current());
        });
        for (Thread thread : threads) {
            thread.start();
            thread.join();
        }

        assertThat(seen).containsExactly("a", null);
        assertThat(in("b", () -> Namespaces.wrapCall(() -> "" + Namespaces.current()))
                        .call())
                .isEqualTo("b");
    }

    @Test
    void a17_resolverIsAskedForEachCallWhereNoCodeSaysTheNamespace() {
        String[] tenant = {"a"};
        template.setTenancy(new Tenancy(() -> tenant[0], Tenancy.Unscoped.CONFIGURED));
        template.save(new Invoice("Ann", 1));
        tenant[0] = "b";
        template.save(new Invoice("Bob", 2));

        assertThat(invoices.findAll()).extracting(Invoice::customer).containsExactly("Bob");
        assertThat(in("a", () -> invoices.findAll()))
                .extracting(Invoice::customer)
                .containsExactly("Ann");
        tenant[0] = null;
        assertThat(invoices.findAll()).isEmpty();
        tenant[0] = "no blanks";
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(invoices::findAll)
                .withMessageContaining("\"no blanks\"");
    }

    @Test
    void a17_viewIsPinnedToItsNamespaceWhateverTheThreadIsIn() {
        DatastoreOperations b = template.inNamespace("b");

        Invoice saved = in("a", () -> b.save(new Invoice("Bob", 2)));

        assertThat(datastore.find(key("b", "Invoice", saved.id()))).isNotNull();
        assertThat(b.findAll(Invoice.class)).containsExactly(saved);
        assertThat(b.find(
                        b.query(Invoice.class)
                                .toQuery()
                                .filter(b.filters()
                                        .compare(
                                                Invoice.class,
                                                "id",
                                                dev.kindred.datastore.query.Operator.EQUAL,
                                                saved.id())),
                        Invoice.class))
                .containsExactly(saved);
        assertThat(b.inNamespace("c").findAll(Invoice.class)).isEmpty();
        assertThat(b.<Long>performTransaction(inside -> inside.count(Invoice.class)))
                .isEqualTo(1);
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.inNamespace("no blanks"))
                .withMessageContaining("\"no blanks\"");
    }

    @Test
    void a17_viewJoinsTheTransactionOfTheThread() {
        TransactionTemplate transactions = new TransactionTemplate(new DatastoreTransactionManager(datastore));

        transactions.executeWithoutResult(status -> {
            template.inNamespace("a").save(new Invoice("Ann", 1));
            template.inNamespace("b").save(new Invoice("Bob", 1));
            status.setRollbackOnly();
        });

        assertThat(template.inNamespace("a").count(Invoice.class)).isZero();
        assertThat(template.inNamespace("b").count(Invoice.class)).isZero();
    }

    @Test
    void a17_pinnedKindIsSharedByAllTenants() {
        Country italy = in("a", () -> countries.save(new Country("it", "Italia")));

        assertThat(datastore.find(datastore.partition().withNamespace("shared").key("Land", "it")))
                .isNotNull();
        Namespaces.run("b", () -> {
            assertThat(countries.findById("it")).contains(italy);
            assertThat(countries.findByName("Italia")).containsExactly(italy);
            assertThat(countries.italy()).containsExactly(italy);
            assertThat(countries.count()).isEqualTo(1);
            assertThat(template.createKey(Country.class, "it").namespace()).isEqualTo("shared");
            Invoice invoice = template.save(new Invoice(null, "Bob", 2, template.ref(italy)));
            assertThat(template.find(template.query(Invoice.class).toQuery(), Invoice.class, FetchPlan.of("country"))
                            .get(0)
                            .country()
                            .get())
                    .isEqualTo(italy);
            assertThat(template.getById(invoice.id(), Invoice.class).country().get())
                    .isEqualTo(italy);
        });
        assertThat(countries.findAll()).containsExactly(italy);
        assertThat(template.inNamespace("c").findAll(Country.class)).containsExactly(italy);
        assertThatExceptionOfType(ForeignNamespaceException.class)
                .isThrownBy(() -> template.find(Query.kind("Land").namespace("a"), Country.class))
                .withMessageContaining("\"Land\" is pinned to \"shared\" by @PinnedNamespace");
        assertThatExceptionOfType(ForeignNamespaceException.class)
                .isThrownBy(() -> template.findById(
                        datastore.partition().withNamespace("a").key("Land", "it"), Country.class))
                .satisfies(e -> assertThat(e.namespace()).isEqualTo("shared"))
                .satisfies(e -> assertThat(e.foreign()).isEqualTo("a"));
    }

    @PinnedNamespace("x")
    record PinnedWithField(@Id Long id, @Namespace String tenant) {}

    @Discriminator(property = "type")
    @PinnedNamespace
    interface Shared {}

    @PinnedNamespace("y")
    record SharedOne(@Id Long id) implements Shared {}

    @dev.kindred.datastore.spring.data.mapping.Entity("Twice")
    @PinnedNamespace("x")
    record TwiceX(@Id Long id) {}

    @dev.kindred.datastore.spring.data.mapping.Entity("Twice")
    @PinnedNamespace("y")
    record TwiceY(@Id Long id) {}

    @PinnedNamespace("not valid")
    record PinnedBadly(@Id Long id) {}

    @Test
    void a17_contradictingPinsAreRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.findAll(PinnedWithField.class))
                .withMessageContaining("\"tenant\" is marked @Namespace")
                .withMessageContaining("\"x\"");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.findAll(SharedOne.class))
                .withMessageContaining("put it on " + Shared.class.getName());
        template.findAll(TwiceX.class);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.findAll(TwiceY.class))
                .withMessageContaining("\"Twice\" is pinned to namespace \"x\" by " + TwiceX.class.getName());
    }

    @Test
    void a17_pinThatIsNoNamespaceIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.findAll(PinnedBadly.class))
                .withMessageContaining("@PinnedNamespace of " + PinnedBadly.class.getName())
                .withMessageContaining("\"not valid\"");
    }

    record Tenanted(@Id Long id, @Namespace String tenant, String text) {}

    record Child(@Id Long id, @Parent Key parent) {}

    @Test
    void k12_objectOfAnotherTenantIsRefusedAndNotMoved() {
        Tenanted ofA = in("a", () -> template.save(new Tenanted(null, null, "a's")));
        assertThat(ofA.tenant()).isEqualTo("a");

        Namespaces.run("b", () -> {
            for (Runnable attempt : List.<Runnable>of(
                    () -> template.save(ofA),
                    () -> template.insert(new Tenanted(null, "a", "new")),
                    () -> template.update(ofA),
                    () -> template.delete(ofA),
                    () -> template.saveAll(List.of(new Tenanted(5L, "b", "fits"), ofA)),
                    () -> template.save(new Child(null, key("a", "Tenanted", ofA.id()))))) {
                assertThatExceptionOfType(ForeignNamespaceException.class)
                        .isThrownBy(attempt::run)
                        .withMessageContaining("in namespace \"a\": the call is in \"b\"")
                        .withMessageContaining("Namespaces.run(\"a\", …)");
            }
            assertThat(template.count(Tenanted.class)).isZero();
        });
        assertThat(in("a", () -> template.findAll(Tenanted.class))).containsExactly(ofA);
    }

    @Test
    void pain11_keyOfAnotherTenantIsRefusedOnReadAndWrite() {
        Key ofA = template.getKey(in("a", () -> template.save(new Tenanted(null, null, "a's"))));

        Namespaces.run("b", () -> {
            for (Runnable attempt : List.<Runnable>of(
                    () -> template.findById(ofA, Tenanted.class),
                    () -> template.findAllById(List.of(ofA), Tenanted.class),
                    () -> template.existsById(ofA, Tenanted.class),
                    () -> template.deleteById(ofA, Tenanted.class),
                    () -> template.find(Query.kind("Tenanted").ancestor(ofA), Tenanted.class),
                    () -> template.count(Query.kind("Tenanted").namespace("a")),
                    () -> template.execute(entities -> entities.find(ofA)),
                    () -> template.execute(entities -> entities.put(
                            Entity.builder(ofA).set("text", Value.of("b's")).build())),
                    () -> template.performTransaction(inside -> inside.execute(entities -> entities.find(ofA))),
                    () -> template.getDatastore().reserveIds(List.of(ofA)),
                    () -> {
                        try (Transaction transaction = template.getDatastore().begin(TransactionOptions.DEFAULT)) {
                            transaction.delete(List.of(ofA));
                        }
                    })) {
                assertThatExceptionOfType(ForeignNamespaceException.class).isThrownBy(attempt::run);
            }
        });
        assertThat(datastore.get(ofA).value("text")).isEqualTo(Value.of("a's"));
        // Outside of all namespaces a key is enough, where none is required.
        assertThat(template.findById(ofA, Tenanted.class)).isPresent();
    }

    @Test
    void section4_14_unscopedCallsAreRefusedWhereATenantIsRequired() {
        template.setTenancy(REQUIRED);
        Tenanted ofA = in("a", () -> template.save(new Tenanted(null, null, "a's")));
        Key key = key("a", "Tenanted", ofA.id());

        for (Runnable attempt : List.<Runnable>of(
                () -> template.save(new Tenanted(null, "a", "field")),
                () -> template.save(new Invoice("x", 1)),
                () -> template.findById(key, Tenanted.class),
                () -> template.findById(1L, Tenanted.class),
                () -> template.delete(ofA),
                () -> template.count(Tenanted.class),
                () -> template.find(Query.kind("Tenanted").namespace("a"), Tenanted.class),
                () -> template.find(Query.kindless(), Object.class),
                () -> template.allocateKeys(Tenanted.class, 1),
                () -> template.createKey(Tenanted.class, 1),
                () -> template.getKey(ofA),
                () -> template.getDatastore().metadata().kinds(),
                () -> template.getDatastore().metadata().statistics(),
                () -> invoices.findByCustomer("Ann"),
                () -> invoices.expensive(3),
                () -> invoices.deleteAll())) {
            assertThatExceptionOfType(NamespaceRequiredException.class)
                    .isThrownBy(attempt::run)
                    .withMessageContaining("kindred.datastore.tenant.required")
                    .withMessageContaining("Namespaces.run(")
                    .withMessageContaining("template.inNamespace(")
                    .withMessageContaining("NamespaceResolver");
        }
        assertThatExceptionOfType(NamespaceRequiredException.class)
                .isThrownBy(() -> invoices.findByCustomer("Ann"))
                .withMessageStartingWith("Cannot query kind \"Invoice\": the call belongs to no namespace")
                .satisfies(e -> assertThat(e.kind()).isEqualTo("Invoice"));
        assertThat(template.inNamespace("a").findAll(Tenanted.class)).containsExactly(ofA);
        countries.save(new Country("it", "Italia"));
        assertThat(countries.findByName("Italia")).hasSize(1);
        assertThat(template.getDatastore().metadata().namespaces()).containsExactlyInAnyOrder("a", "shared");
    }

    @Test
    void a17_metadataIsOfTheNamespaceOfTheCall() {
        in("a", () -> template.save(new Invoice("Ann", 1)));
        in("b", () -> template.save(new Tenanted(null, null, "b's")));
        countries.save(new Country("it", "Italia"));

        Namespaces.run("a", () -> {
            assertThat(template.getDatastore().metadata().kinds()).containsExactly("Invoice");
            assertThat(template.keys(Query.kind("__kind__")))
                    .extracting(Key::name)
                    .containsExactly("Invoice");
            assertThat(template.keys(Query.kind("__namespace__"))).hasSize(3);
            assertThat(template.getDatastore().metadata().statistics())
                    .allMatch(each -> each.namespace().equals("a"))
                    .hasSize(1);
            assertThat(template.getDatastore().metadata().statistics("Land").entities())
                    .isEqualTo(1);
            assertThat(template.getDatastore().metadata().kindProperties("Invoice"))
                    .containsKey("customer");
        });
    }

    @Test
    void a17_streamGoesOnInTheNamespaceItWasBegunIn() {
        countries.save(new Country("it", "Italia"));
        Namespaces.run("a", () -> {
            for (int i = 0; i < 250; i++) {
                template.save(new Invoice(null, "Ann", i, template.ref(new Country("it", "Italia"))));
            }
        });
        template.setTenancy(REQUIRED);

        try (Stream<Invoice> stream = in(
                "a",
                () -> template.stream(
                        template.query(Invoice.class).toQuery(), Invoice.class, FetchPlan.of("country")))) {
            Iterator<Invoice> invoices = stream.iterator();
            int read = 0;
            while (invoices.hasNext()) {
                assertThat(in("b", invoices::next).country().get().name()).isEqualTo("Italia");
                read++;
            }
            assertThat(read).isEqualTo(250);
        }
    }

    @Test
    void a17_transactionMaySpanNamespaces() {
        template.performTransaction(inside -> {
            Namespaces.run("a", () -> inside.save(new Invoice("Ann", 1)));
            Namespaces.run("b", () -> inside.save(new Invoice("Bob", 1)));
            assertThat(in("a", () -> inside.findAll(Invoice.class))).hasSize(1);
            return true;
        });

        assertThat(in("a", () -> invoices.count())).isEqualTo(1);
        assertThat(in("b", () -> invoices.count())).isEqualTo(1);
    }
}
