package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a datastore says of what it holds. */
abstract class MetadataContract extends DatastoreScenario {

    MetadataContract(Datastore datastore) {
        super(datastore);
    }

    private static Entity empty(Key key) {
        return Entity.builder(key).build();
    }

    private Partition in(String namespace) {
        return datastore.partition().withNamespace(namespace);
    }

    private static Query namespaces() {
        return Query.kind("__namespace__");
    }

    private static Query kinds() {
        return Query.kind("__kind__");
    }

    private static Query properties() {
        return Query.kind("__property__");
    }

    // Namespaces and kinds

    @Test
    void anEmptyDatastoreListsNothing() {
        assertThat(keys(datastore, namespaces())).isEmpty();
        assertThat(keys(datastore, kinds())).isEmpty();
        assertThat(keys(datastore, properties())).isEmpty();
        assertThat(datastore.metadata().namespaces()).isEmpty();
        assertThat(datastore.metadata().kinds()).isEmpty();
        assertThat(datastore.metadata().kindProperties("K")).isEmpty();
        assertThat(datastore.metadata().namespace("n").kinds()).isEmpty();
        assertThat(datastore.metadata().splitPoints("K", 3)).isEmpty();
    }

    @Test
    void a3_namespacesAreThoseWithAnEntityTheDefaultOneUnderAnId() {
        datastore.put(List.of(
                empty(in("b").key("K", 1)),
                empty(in("").key("K", 1)),
                empty(in("a-1").key("L", 1))));

        assertThat(keys(datastore, namespaces()))
                .containsExactly(key("__namespace__", 1), key("__namespace__", "a-1"), key("__namespace__", "b"));
        assertThat(datastore.metadata().namespaces()).containsExactly("", "a-1", "b");
        assertThat(datastore.metadata().namespace("b").namespaces()).containsExactly("", "a-1", "b");
        datastore.delete(List.of(in("").key("K", 1), in("b").key("K", 1)));
        assertThat(datastore.metadata().namespaces()).containsExactly("a-1");
        assertThat(names(namespaces())).containsExactly("a-1");
    }

    @Test
    void a3_kindsAreThoseOfTheNamespaceByTheirBytesAlsoWithoutIndexedProperties() {
        for (String kind : List.of("b", "B", "a", "\uD83D\uDE00", "\uFFFF", "b\0")) {
            putNamed(kind, "x");
        }
        datastore.put(empty(key("Root", 1).child("Child", 1)));
        datastore.put(empty(in("other").key("Elsewhere", 1)));
        List<String> expected = List.of("B", "Child", "a", "b", "b\0", "\uFFFF", "\uD83D\uDE00");

        assertThat(names(kinds())).isEqualTo(expected);
        assertThat(keys(datastore, kinds()).get(0)).isEqualTo(key("__kind__", "B"));
        assertThat(datastore.metadata().kinds()).isEqualTo(expected);
        assertThat(datastore.metadata().namespace("other").kinds()).containsExactly("Elsewhere");
        assertThat(keys(datastore, kinds().namespace("other")))
                .containsExactly(in("other").key("__kind__", "Elsewhere"));
    }

    @Test
    void aKindIsGoneWithItsLastEntity() {
        putNamed("K", "1", "p", Value.of(1));
        putNamed("K", "2", "p", Value.of("x"));
        putNamed("L", "1");

        datastore.delete(key("K", "1"));
        assertThat(datastore.metadata().kindProperties("K").get("p")).containsExactly("STRING");
        datastore.delete(key("K", "2"));

        assertThat(datastore.metadata().kinds()).containsExactly("L");
        assertThat(names(kinds())).containsExactly("L");
        assertThat(datastore.metadata().kindProperties("K")).isEmpty();
        assertThat(keys(datastore, properties())).isEmpty();
    }

    // Properties

    @Test
    void a3_propertiesNameTheRepresentationsOfTheirIndexedValues() {
        Key entity = key("K", 1);
        datastore.put(List.of(
                Entity.builder(entity)
                        .set("null", Value.NULL)
                        .set("number", 1)
                        .set("time", Value.of(Instant.EPOCH))
                        .set("truth", true)
                        .set("text", "x")
                        .set("bytes", Value.of(ByteString.copyOf(new byte[] {1})))
                        .set("real", 1.5)
                        .set("place", Value.of(new GeoPoint(1, 2)))
                        .set("key", Value.of(entity))
                        .set("list", list(Value.of(1), Value.of("a"), Value.NULL, Value.of(Double.NaN)))
                        .set("mixed", 7)
                        .setUnindexed("hidden", Value.of("x"))
                        .set("nothing", list())
                        .build(),
                Entity.builder(key("K", 2))
                        .set("mixed", "seven")
                        .setUnindexed("text", Value.of(5))
                        .build(),
                Entity.builder(key("L", 1)).set("other", 1).build()));

        var found = datastore.metadata().kindProperties("K");

        assertThat(found.keySet())
                .containsExactly(
                        "bytes", "key", "list", "mixed", "null", "number", "place", "real", "text", "time", "truth");
        assertThat(found.get("null")).containsExactly("NULL");
        assertThat(found.get("number")).containsExactly("INT64");
        assertThat(found.get("time")).containsExactly("INT64");
        assertThat(found.get("truth")).containsExactly("BOOLEAN");
        assertThat(found.get("text")).containsExactly("STRING");
        assertThat(found.get("bytes")).containsExactly("STRING");
        assertThat(found.get("real")).containsExactly("DOUBLE");
        assertThat(found.get("place")).containsExactly("POINT");
        assertThat(found.get("key")).containsExactly("REFERENCE");
        assertThat(found.get("list")).containsExactly("DOUBLE", "INT64", "NULL", "STRING");
        assertThat(found.get("mixed")).containsExactly("INT64", "STRING");
    }

    @Test
    void aPropertyIsAnEntityBelowItsKind() {
        datastore.put(List.of(
                Entity.builder(key("K", 1)).set("b", 1).set("a", "x").build(),
                Entity.builder(key("K", 2)).set("a", Value.NULL).build(),
                Entity.builder(key("L", 1)).set("a", 2.5).build()));
        Key a = key("__kind__", "K").child("__property__", "a");
        Key b = key("__kind__", "K").child("__property__", "b");
        Key ofL = key("__kind__", "L").child("__property__", "a");

        assertThat(datastore.run(properties()).toList())
                .containsExactly(
                        Entity.builder(a)
                                .set("property_representation", list(Value.of("NULL"), Value.of("STRING")))
                                .build(),
                        Entity.builder(b)
                                .set("property_representation", list(Value.of("INT64")))
                                .build(),
                        Entity.builder(ofL)
                                .set("property_representation", list(Value.of("DOUBLE")))
                                .build());
        assertThat(keys(datastore, properties().ancestor(key("__kind__", "K")))).containsExactly(a, b);
        assertThat(keys(datastore, properties().ancestor(key("__kind__", "None"))))
                .isEmpty();
        assertThat(datastore.run(properties().keysOnly()).toList())
                .allMatch(each -> each.properties().isEmpty())
                .extracting(Entity::key)
                .containsExactly(a, b, ofL);
        assertThat(keys(
                        datastore,
                        properties()
                                .filter(Filter.key(Operator.GREATER_THAN, a))
                                .filter(Filter.key(Operator.LESS_THAN, key("__kind__", "M")))))
                .as("a range across kinds")
                .containsExactly(b, ofL);
    }

    @Test
    void compositeIndexesAreNoProperties() {
        LocalDatastore local = (LocalDatastore) datastore;
        datastore.put(Entity.builder(key("Composed", 1)).set("a", 1).set("b", 2).build());
        local.declareIndexes(List.of(CompositeIndex.on("Composed", "a", "-b")));
        local.buildIndexes(() -> false);

        assertThat(datastore.metadata().kindProperties("Composed").keySet()).containsExactly("a", "b");

        local.declareIndexes(List.of());
        datastore.delete(key("Composed", 1));
        assertThat(datastore.metadata().kinds()).as("rows that the index left").doesNotContain("Composed");
    }

    @Test
    void namesAsLongAsTheyMayBeAreListed() {
        String kind = "k".repeat(900);
        String property = "p".repeat(1_500);
        datastore.put(Entity.builder(key(kind, 1)).set(property, 1).build());

        assertThat(names(properties().ancestor(key("__kind__", kind)))).containsExactly(property);
    }

    // Queries like others

    @Test
    void limitsOffsetsCountsAndCursorsWork() {
        for (String kind : List.of("A", "B", "C", "D", "E")) {
            putNamed(kind, "x");
        }

        assertThat(names(kinds().offset(1).limit(2))).containsExactly("B", "C");
        assertThat(datastore.count(kinds())).isEqualTo(5);
        assertThat(datastore.count(kinds().offset(3))).isEqualTo(2);
        assertThat(names(kinds().orderBy(Order.ascending(Query.KEY)).limit(0))).isEmpty();
        assertThat(names(kinds().filter(Filter.key(Operator.EQUAL, key("__kind__", "C")))))
                .containsExactly("C");
        QueryResults results = datastore.run(kinds().limit(2));
        results.toList();
        Cursor cursor = results.cursor();
        datastore.delete(key("C", "x"));
        putNamed("Bb", "x");
        assertThat(names(kinds().startAt(cursor))).containsExactly("Bb", "D", "E");
        assertThat(names(kinds().endAt(cursor))).containsExactly("A", "B");
    }

    @Test
    void onlyTheAscendingKeyMayBeAskedFor() {
        for (Query query : List.of(namespaces(), kinds(), properties())) {
            assertRefused(query.filter("x", Operator.EQUAL, Value.of(1)), "\"x\"");
            assertRefused(
                    query.filter(
                            Filter.or(Filter.key(Operator.EQUAL, key("__kind__", "K")), Filter.equal("x", Value.NULL))),
                    "\"x\"");
            assertRefused(query.orderBy(Order.ascending("x")), "\"x\"");
            assertRefused(query.orderBy(Order.descending(Query.KEY)), "descending");
            assertRefused(query.ancestor(key("K", 1)), "K(1)");
            assertRefused(query.project("property_representation"), "projects");
        }
        assertRefused(namespaces().ancestor(key("__namespace__", 1)), "it takes none");
        assertRefused(kinds().ancestor(key("__kind__", "K")), "it takes none");
        assertRefused(properties().ancestor(key("__kind__", "K").child("__property__", "p")), "__kind__(\"City\")");
    }

    private void assertRefused(Query query, String reason) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run(query))
                .withMessageContaining(Objects.requireNonNull(query.kind()))
                .withMessageContaining(reason);
    }

    @Test
    void nothingCanBeStoredUnderTheReservedKinds() {
        for (String kind : List.of("__kind__", "__property__", "__namespace__", "__entity_group__", "__x__")) {
            assertThatExceptionOfType(InvalidKeyException.class)
                    .isThrownBy(() -> putNamed(kind, "x"))
                    .withMessageContaining("reserved");
        }
        assertThat(datastore.metadata().kinds()).isEmpty();
    }

    // In transactions

    @Test
    void aTransactionSeesTheKindsOfItsSnapshot() {
        putNamed("K", "1");
        datastore.runInTransaction(TransactionOptions.READ_ONLY, transaction -> {
            assertThat(names(transaction, kinds())).containsExactly("K");
            putNamed("L", "1");

            assertThat(names(transaction, kinds())).containsExactly("K");
            assertThat(names(transaction, namespaces())).containsExactly("1");
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> transaction.run(properties()))
                    .withMessageContaining("within a transaction");
            assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> transaction.count(properties()));
            return null;
        });
    }

    @Test
    void aNewKindConflictsWithATransactionThatListedKindsAndWrites() {
        putNamed("K", "1");
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        assertThat(names(transaction, kinds())).containsExactly("K");
        transaction.put(empty(key("Report", 1)));

        datastore.runInTransaction(other -> {
            other.find(key("Report", 1));
            return other.put(empty(key("L", "1")));
        });

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
    }

    // Entity groups

    @Test
    void theVersionOfAnEntityGroupGrowsWithItsCommitsAndStaysInATransaction() {
        Key root = key("K", 1);
        Key group = root.child("__entity_group__", 1);
        datastore.put(empty(root));
        long first = version(datastore.get(group));
        datastore.put(empty(root.child("C", 1)));

        long second = version(datastore.get(group));

        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        datastore.runInTransaction(TransactionOptions.READ_ONLY, transaction -> {
            long before = version(transaction.get(group));
            datastore.put(empty(root.child("C", 2)));
            assertThat(version(transaction.get(group))).isEqualTo(before).isGreaterThanOrEqualTo(second);
            return null;
        });
        assertThat(version(datastore.get(group))).isGreaterThan(second);
        assertThat(datastore.findAll(List.of(root, group, key("None", 1))))
                .extracting(each -> each == null ? null : each.key())
                .containsExactly(root, group, null);
        assertThat(version(datastore.get(key("None", 1).child("__entity_group__", 1))))
                .isPositive();
        assertThat(datastore.find(root.child("__entity_group__", 2))).isNull();
        assertThat(datastore.find(root.child("C", 1).child("__entity_group__", 1)))
                .isNull();
    }

    private static long version(Entity group) {
        return ((Value.LongValue) Objects.requireNonNull(group.value("__version__"))).value();
    }

    // Split points

    @Test
    void splitPointsDivideAKindEvenly() {
        datastore.put(LongStream.rangeClosed(1, 5_000)
                .mapToObj(id -> empty(key("K", id)))
                .toList());

        List<Key> points = datastore.metadata().splitPoints("K", 4);

        assertThat(points).hasSize(3).isSorted();
        List<Key> bounds = new ArrayList<>(points);
        bounds.add(key("K", 5_001));
        Key from = key("K", 1);
        for (Key to : bounds) {
            assertThat(to.id() - from.id()).isBetween(1_150L, 1_350L);
            from = to;
        }
        assertThat(datastore.metadata().splitPoints("K", 1)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> datastore.metadata().splitPoints("K", 0))
                .withMessageContaining("\"K\"")
                .withMessageContaining("at least 1");
    }

    @Test
    void fewEntitiesGiveFewParts() {
        List<Key> all = List.of(key("K", 1), key("K", 2), key("K", 3));
        datastore.put(all.stream().map(MetadataContract::empty).toList());

        assertThat(datastore.metadata().splitPoints("K", 3)).containsExactly(key("K", 2), key("K", 3));
        assertThat(datastore.metadata().splitPoints("K", 100)).containsExactly(key("K", 2), key("K", 3));
        assertThat(datastore.metadata().splitPoints("K", 2)).hasSize(1);
        assertThat(Collections.max(all)).isEqualTo(key("K", 3));
    }
}
