package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.GeneratedId;
import dev.kindred.datastore.spring.data.mapping.GeneratedId.Strategy;
import dev.kindred.datastore.spring.data.mapping.Namespace;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.TransactionMode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mapping.MappingException;

/** Ids and keys. Tests are named after the rows of the requirements; those of {@link MappingContract} go before. */
abstract class KeysContract {

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;
    private final AtomicInteger written = new AtomicInteger();

    KeysContract(TestEngine engine) {
        datastore = LocalDatastore.on(counting(engine.engine())).build();
        template = new DatastoreTemplate(
                datastore,
                new MappingDatastoreConverter(
                        new DatastoreMappingContext(),
                        new DatastoreCustomConversions(List.of(new IsbnWriter(), new IsbnReader()))));
    }

    private StorageEngine counting(StorageEngine engine) {
        return (StorageEngine) Proxy.newProxyInstance(
                StorageEngine.class.getClassLoader(),
                new Class<?>[] {StorageEngine.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("begin") && arguments[0] != TransactionMode.READ_ONLY) {
                        written.incrementAndGet();
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    record Isbn(String digits) {}

    @WritingConverter
    static class IsbnWriter implements Converter<Isbn, String> {
        @Override
        public String convert(Isbn source) {
            return source.digits();
        }
    }

    @ReadingConverter
    static class IsbnReader implements Converter<String, Isbn> {
        @Override
        public Isbn convert(String source) {
            return new Isbn(source);
        }
    }

    record Book(@Id Isbn isbn, String title) {}

    @Test
    void k2_idMayBeAnyTypeWithAConverterToText() {
        Book book = template.save(new Book(new Isbn("978"), "Dune"));

        assertThat(template.findById(new Isbn("978"), Book.class)).contains(book);
        assertThat(template.getKey(book)).isEqualTo(Key.of("Book", "978"));
    }

    record Item(@Id Long id, String name) {}

    @Test
    void k3_idsOfTenThousandNewEntitiesAreAllocatedInOneBlock() {
        template.save(new Item(null, "first"));
        int before = written.get();

        List<Item> saved = template.saveAll(IntStream.range(0, 10_000)
                .mapToObj(i -> new Item(null, "n" + i))
                .toList());

        assertThat(saved).extracting(Item::id).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(saved.get(9_999).name()).isEqualTo("n9999");
        // The entities are one commit, the block of ids another.
        assertThat(written.get() - before).isEqualTo(2);
    }

    record WithUlid(@Id @GeneratedId(Strategy.ULID) String id) {}

    record WithUuidText(@Id @GeneratedId(Strategy.UUID) String id) {}

    record WithUuid(@Id @GeneratedId(Strategy.UUID) UUID id) {}

    record WithLong(@Id @GeneratedId long id) {}

    @Test
    void k3_generatedIdsAreMadeAsTheyAreDeclared() {
        List<WithUlid> ulids = template.saveAll(List.of(new WithUlid(null), new WithUlid(null)));
        WithUuidText text = template.save(new WithUuidText(null));
        WithUuid uuid = template.save(new WithUuid(null));

        assertThat(ulids.get(0).id()).hasSize(26).isLessThan(ulids.get(1).id());
        assertThat(template.findAll(WithUlid.class)).isEqualTo(ulids);
        assertThat(UUID.fromString(text.id()).version()).isEqualTo(4);
        assertThat(template.findById(uuid.id(), WithUuid.class)).contains(uuid);
        assertThat(template.save(new WithUlid("given")).id()).isEqualTo("given");
        assertThat(template.save(text)).isEqualTo(text);
        assertThat(template.count(WithUuidText.class)).isEqualTo(1);
    }

    record WrongGenerated(
            @Id @GeneratedId(Strategy.ULID) Long id,
            @GeneratedId String other) {}

    @Test
    void k3_generatedIdOfAnotherTypeIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(WrongGenerated.class))
                .withMessageContaining("@GeneratedId(ULID)")
                .withMessageContaining("[String]")
                .withMessageContaining("\"other\"");
    }

    @Test
    void k4_primitiveZeroIsNoId() {
        WithLong saved = template.save(new WithLong(0));

        assertThat(saved.id()).isNotZero();
        assertThat(template.save(saved)).isEqualTo(saved);
        assertThat(template.count(WithLong.class)).isEqualTo(1);
    }

    record Tenanted(@Id Long id, @Namespace String tenant, String text) {}

    record TenantedChild(
            @Id Long id, @Parent Key parent, @Namespace String tenant) {}

    @Test
    void k12_namespaceFieldIsPartOfTheKey() {
        Tenanted acme = template.save(new Tenanted(null, "acme", "a"));
        Tenanted own = template.save(new Tenanted(null, null, "b"));
        Key key = template.getKey(acme);

        assertThat(key.partition().namespace()).isEqualTo("acme");
        assertThat(own.tenant()).isEmpty();
        assertThat(datastore.get(key).properties()).containsOnlyKeys("text");
        assertThat(template.findById(key, Tenanted.class)).contains(acme);
        assertThat(template.findById(acme.id(), Tenanted.class)).isEmpty();
        assertThat(template.findAll(Tenanted.class)).containsExactly(own);
        assertThat(template.find(Query.kind("Tenanted").namespace("acme"), Tenanted.class))
                .containsExactly(acme);
        template.save(new Tenanted(acme.id(), "acme", "changed"));
        assertThat(datastore.get(key).value("text")).isEqualTo(dev.kindred.datastore.model.Value.of("changed"));
    }

    @Test
    void k12_namespaceMustAgreeWithTheParentAndIsNoProperty() {
        Key parent = datastore.partition().withNamespace("acme").key("City", 1);

        assertThat(template.save(new TenantedChild(null, parent, null)).tenant())
                .isEqualTo("acme");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.save(new TenantedChild(null, parent, "other")))
                .withMessageContaining("\"acme\"")
                .withMessageContaining("\"other\"");
        assertThatExceptionOfType(dev.kindred.datastore.query.InvalidQueryException.class)
                .isThrownBy(() -> template.filters().compare(Tenanted.class, "tenant", Operator.EQUAL, "acme"))
                .withMessageContaining("Query.namespace");
    }

    record Leaf(@Id @Nullable Key key, String text) {}

    record Branch(@Id @Nullable Long id, @Parent Key tree) {}

    @Test
    void k7_objectWhoseIdIsAKeyIsSavedBelowAncestors() {
        Key tree = Key.of("Tree", "oak");

        Leaf leaf = template.save(
                new Leaf(null, "a"), tree, Key.of("Root", "elsewhere").child("Branch", 7));

        Key key = Objects.requireNonNull(leaf.key());
        assertThat(key.parent()).isEqualTo(tree.child("Branch", 7));
        assertThat(key.kind()).isEqualTo("Leaf");
        assertThat(template.getById(key, Leaf.class)).isEqualTo(leaf);
        assertThat(template.save(new Leaf(key, "b"), tree).key()).isEqualTo(key);
        assertThat(template.find(template.query(Leaf.class).ancestor(tree).toQuery(), Leaf.class))
                .extracting(Leaf::text)
                .containsExactly("b");
    }

    @Test
    void k7_objectWithAnotherPlaceOrNoneForAnAncestorIsRefusedWithAWayOut() {
        Key tree = Key.of("Tree", "oak");

        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.save(new Branch(null, tree), tree))
                .withMessageContaining("its field \"tree\" is the @Parent and says where it is");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.save(new Book(new Isbn("1"), "x"), tree))
                .withMessageContaining("Give it a field with @Parent, or an @Id of type Key");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.save(new Leaf(Key.of("Tree", "elm").child("Leaf", 1), "x"), tree))
                .withMessageContaining("it has another place already");
        assertThat(template.count(Leaf.class)).isZero();
    }

    @Test
    void k10_queriesWithoutAKindFindEntitiesOfAllKinds() {
        Key root = datastore.partition().key("Root", 1);
        datastore.put(List.of(
                dev.kindred.datastore.model.Entity.builder(root).build(),
                dev.kindred.datastore.model.Entity.builder(root.child("A", 1)).build(),
                dev.kindred.datastore.model.Entity.builder(root.child("B", 1)).build()));

        assertThat(template.keys(Query.kindless().ancestor(root)))
                .extracting(Key::kind)
                .containsExactly("Root", "A", "B");
    }

    @Test
    void k11_idsCanBeAllocatedAndKeptFromAllocation() {
        List<Key> allocated = template.allocateKeys(Tenanted.class, 3);
        Key chosen = datastore.partition().key("Tenanted", 7);

        template.getDatastore().reserveIds(List.of(chosen));

        assertThat(allocated).doesNotHaveDuplicates().noneMatch(Key::isIncomplete);
        assertThat(template.getDatastore()
                        .allocateIdRange(datastore.partition().incompleteKey("Tenanted"), 1)
                        .low())
                .isGreaterThan(7);
    }
}
