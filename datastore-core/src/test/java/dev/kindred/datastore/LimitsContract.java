package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What fits to the last byte, and what is refused with the first byte more. */
abstract class LimitsContract extends DatastoreScenario {

    LimitsContract(Datastore datastore) {
        super(datastore);
    }

    private Entity with(String property, Value value) {
        return Entity.builder(key("Book", 17)).set(property, value).build();
    }

    private Entity withUnindexed(String property, Value value) {
        return Entity.builder(key("Book", 17)).setUnindexed(property, value).build();
    }

    private void fits(Entity entity) {
        datastore.put(entity);

        assertThat(datastore.get(entity.key())).isEqualTo(entity);
        datastore.delete(entity.key());
    }

    /** Refused with key, property, and the numbers; nothing is stored, not even the valid entity beside it. */
    private void refuses(Entity entity, String property, long size, long limit) {
        Entity innocent = Entity.builder(key("Innocent", 1)).build();
        for (ThrowingCallable write : List.<ThrowingCallable>of(
                () -> datastore.put(List.of(innocent, entity)),
                () -> datastore.insert(List.of(innocent, entity)),
                () -> datastore.runInTransaction(transaction -> transaction.put(List.of(innocent, entity))))) {
            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(write)
                    .withMessageContaining("Book(17)")
                    .withMessageContaining(property)
                    .withMessageMatching(containing(size))
                    .withMessageMatching(containing(limit));
        }
        assertThat(datastore.find(entity.key())).isNull();
        assertThat(datastore.find(innocent.key())).isNull();
    }

    private static String containing(long number) {
        return "(?s).*\\b(" + number + "|" + Pattern.quote(String.format(Locale.ROOT, "%,d", number)) + ")\\b.*";
    }

    @Test
    void anIndexedStringHasFifteenHundredBytesOfUtf8() {
        fits(with("title", Value.of("x".repeat(1_500))));
        fits(with("title", Value.of("€".repeat(500))));
        fits(with("title", Value.of("\uD83D\uDE00".repeat(375))));
        fits(with("title", Value.of("\0".repeat(1_500))));
        refuses(with("title", Value.of("x".repeat(1_501))), "title", 1_501, 1_500);
        refuses(with("title", Value.of("€".repeat(501))), "title", 1_503, 1_500);
    }

    @Test
    void indexedBytesAreFifteenHundred() {
        fits(with("hash", Value.of(ByteString.copyOf(new byte[1_500]))));
        refuses(with("hash", Value.of(ByteString.copyOf(new byte[1_501]))), "hash", 1_501, 1_500);
    }

    @Test
    void theLongestIndexedValuesAreFoundExactly() {
        Value longest = Value.of("\0".repeat(1_499) + "a");
        putNamed("T", "found", "p", longest);
        putNamed("T", "before", "p", Value.of("\0".repeat(1_500)));

        assertThat(names(Query.kind("T").filter("p", Operator.EQUAL, longest))).containsExactly("found");
        assertThat(names(Query.kind("T").filter("p", Operator.LESS_THAN, longest)))
                .containsExactly("before");
        Value beyond = Value.of("\0".repeat(5_000));
        assertThat(names(Query.kind("T").filter("p", Operator.EQUAL, beyond))).isEmpty();
        assertThat(names(Query.kind("T").filter("p", Operator.LESS_THAN, beyond)))
                .containsExactly("before");
        assertThat(names(Query.kind("T").filter("p", Operator.GREATER_THAN, beyond)))
                .containsExactly("found");
    }

    @Test
    void theLimitHoldsForElementsAndForPropertiesOfEmbeddedEntities() {
        Value tooLong = Value.of("x".repeat(1_501));
        refuses(with("tags", list(Value.of("a"), tooLong)), "tags", 1_501, 1_500);
        refuses(
                with("home", new Value.EntityValue(null, Map.of("city", Property.of(tooLong)))),
                "home.city",
                1_501,
                1_500);
        fits(with("home", new Value.EntityValue(null, Map.of("city", Property.unindexed(tooLong)))));
        fits(withUnindexed("home", new Value.EntityValue(null, Map.of("city", Property.of(tooLong)))));
        fits(withUnindexed("tags", list(tooLong, tooLong)));
    }

    @Test
    void anUnindexedValueHasAboutAMegabyte() {
        fits(withUnindexed("p", Value.of("x".repeat(Limits.MAX_UNINDEXED_VALUE_BYTES))));
        fits(withUnindexed("p", Value.of(ByteString.copyOf(new byte[Limits.MAX_UNINDEXED_VALUE_BYTES]))));
        refuses(
                withUnindexed("text", Value.of("x".repeat(Limits.MAX_UNINDEXED_VALUE_BYTES + 1))),
                "text",
                1_048_488,
                1_048_487);
    }

    @Test
    void anEntityHasAMegabyteInAll() {
        Entity.Builder builder = Entity.builder(key("Book", 17));
        for (int i = 0; i < 11; i++) {
            builder.setUnindexed("page" + i, Value.of("x".repeat(100_000)));
        }
        Entity tooBig = builder.build();

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(tooBig))
                .withMessageContaining("Book(17)")
                .withMessageMatching(containing(Limits.MAX_ENTITY_BYTES));
        assertThat(datastore.find(tooBig.key())).isNull();
        fits(tooBig.toBuilder().remove("page0").build());
    }

    @Test
    void anEntityHasTwentyThousandIndexedValues() {
        long[] many = LongStream.range(0, 20_001).toArray();
        long[] most = LongStream.range(0, 20_000).toArray();

        fits(with("n", longs(most)));
        refuses(with("n", longs(many)), "\"n\"", 20_000, 20_000);
        fits(withUnindexed("n", longs(many)));
        refuses(
                Entity.builder(key("Book", 17))
                        .set("n", longs(LongStream.range(0, 10_000).toArray()))
                        .set("m", longs(LongStream.range(0, 10_001).toArray()))
                        .build(),
                "\"m\"",
                20_000,
                20_000);
    }

    @Test
    void aPropertyNameHasFifteenHundredBytes() {
        fits(with("n".repeat(1_500), Value.of(1)));
        refuses(with("€".repeat(501), Value.of(1)), "€€€", 1_503, 1_500);
    }

    @Test
    void embeddedEntitiesNestTwentyDeep() {
        fits(with("p", nested(20)));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(with("deep", nested(21))))
                .withMessageContaining("Book(17)")
                .withMessageContaining("deep")
                .withMessageContaining("20");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(withUnindexed("deep", list(nested(21)))));
    }

    private static Value nested(int depth) {
        Value value = Value.of(1);
        for (int level = 0; level < depth; level++) {
            value = new Value.EntityValue(null, Map.of("p", Property.of(value)));
        }
        return value;
    }

    @Test
    void aKeyHasAThousandBytesEncoded() {
        fits(Entity.builder(key("K", "n".repeat(900)))
                .set("self", key("K", "n".repeat(900)))
                .build());
        assertThatExceptionOfType(DatastoreException.class)
                .isThrownBy(() -> datastore.put(
                        Entity.builder(key("K", "n".repeat(1_001))).build()))
                .withMessageContaining("\"K\"")
                .withMessageMatching(containing(Limits.MAX_KEY_BYTES));
        assertThatExceptionOfType(DatastoreException.class)
                .isThrownBy(() -> datastore.put(with("ref", Value.of(key("K", "n".repeat(1_499))))))
                .withMessageContaining("Book(17)")
                .withMessageContaining("ref");
    }

    @Test
    void aTransactionWritesTenMegabytes() {
        List<Entity> nine = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            nine.add(Entity.builder(key("Page", i))
                    .setUnindexed("text", Value.of("x".repeat(1_000_000)))
                    .build());
        }
        datastore.runInTransaction(transaction -> transaction.put(nine));
        assertThat(datastore.count(Query.kind("Page"))).isEqualTo(9);

        List<Entity> more =
                nine.stream().map(e -> e.withKey(key("More", e.key().id()))).toList();
        assertThatExceptionOfType(DatastoreException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(more);
                    return transaction.put(more.stream()
                            .map(entity ->
                                    entity.withKey(key("Other", entity.key().id())))
                            .toList());
                }))
                .withMessageMatching(containing(Limits.MAX_TRANSACTION_BYTES));
        assertThat(datastore.count(Query.kind("More"))).isZero();
    }

    @Test
    void halfASurrogatePairIsRefusedAndNotReplaced() {
        Entity entity = Entity.builder(key("K", 1)).set("title", "a\uD83D").build();

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(entity))
                .withMessageContaining("title");
        assertThat(datastore.find(entity.key())).isNull();
    }

    @Test
    void reservedNamesAreRefused() {
        assertThatExceptionOfType(DatastoreException.class)
                .isThrownBy(
                        () -> datastore.put(Entity.builder(key("__kind__", 1)).build()))
                .withMessageContaining("__kind__");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> datastore.put(
                        Entity.builder(key("K", 1)).set("__key__", 1).build()))
                .withMessageContaining("__key__");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() ->
                        datastore.put(Entity.builder(key("K", 1)).set("", 1).build()))
                .withMessageContaining("K(1)");
        assertThat(datastore.find(key("K", 1))).isNull();
    }

    @Test
    void aTransactionStaysInUseAfterARefusal() {
        try (Transaction transaction = datastore.begin(TransactionOptions.DEFAULT)) {
            transaction.put(Entity.builder(key("K", 1)).build());
            Entity tooLong = with("title", Value.of("x".repeat(1_501)));

            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(() ->
                            transaction.put(List.of(Entity.builder(key("K", 2)).build(), tooLong)));

            assertThat(transaction.state()).isEqualTo(Transaction.State.ACTIVE);
            transaction.commit();
        }
        assertThat(names(Query.kindless())).containsExactly("1");
    }
}
