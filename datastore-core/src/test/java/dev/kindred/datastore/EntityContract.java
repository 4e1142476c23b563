package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Entities by key, and the ids they get. */
abstract class EntityContract extends DatastoreScenario {

    EntityContract(Datastore datastore) {
        super(datastore);
    }

    @Test
    void anEntityIsReadAsItWasWritten() {
        Map<String, Property> street = new LinkedHashMap<>();
        street.put("name", Property.of(Value.of("Unter den Linden")));
        street.put("number", Property.unindexed(Value.of(77)));
        Map<String, Property> address = new LinkedHashMap<>();
        address.put("street", Property.of(new Value.EntityValue(null, street)));
        address.put("zip", Property.of(list(Value.of("10117"), Value.of("10119"))));
        Entity entity = Entity.builder(key("Everything", 1).child("Part", "ä/\uD83D\uDE00\0"))
                .set("null", Value.NULL)
                .set("long", Long.MIN_VALUE)
                .set("time", Instant.parse("1905-05-05T05:05:05.123456Z"))
                .set("true", true)
                .set("false", false)
                .set("string", "a\0b ä € \uD83D\uDE00")
                .set("empty", "")
                .set("bytes", Value.of(ByteString.copyOf(new byte[] {0, -1, 1, 127, -128})))
                .set("no bytes", Value.of(ByteString.EMPTY))
                .set("blob key", new Value.BlobKeyValue("encoded_gs_key:x"))
                .set("double", -1.5e300)
                .set("place", new GeoPoint(52.5, -13.4))
                .set("key", key("Other", -7).child("Leaf", "x"))
                .set("list", list(Value.of("b"), Value.of("a"), Value.NULL, Value.of(1), Value.of("b"), Value.of(2.0)))
                .set("list of one", list(Value.of(1)))
                .set("empty list", list())
                .setUnindexed("blob", Value.of(ByteString.copyOf(new byte[100_000])))
                .setUnindexed("text", Value.of("x".repeat(100_000)))
                .setUnindexed("unindexed list", longs(3, 1, 3))
                .setUnindexed("unindexed empty list", list())
                .setUnindexed("unindexed null", Value.NULL)
                .set("embedded", new Value.EntityValue(key("Address", "home"), address))
                .set("embedded draft", new Value.EntityValue(incomplete("Address"), address))
                .setUnindexed("embedded unindexed", new Value.EntityValue(null, address))
                .set("embedded empty", new Value.EntityValue(null, Map.of()))
                .set(
                        "several embedded",
                        list(new Value.EntityValue(null, address), new Value.EntityValue(null, street)))
                .set("odd . name", 1)
                .build();

        Key key = datastore.put(entity);

        Entity read = datastore.get(key);
        assertThat(key).isEqualTo(entity.key());
        assertThat(read).isEqualTo(entity);
        assertThat(read.properties().keySet())
                .containsExactlyElementsOf(entity.properties().keySet());
        Value.EntityValue embedded = (Value.EntityValue) read.value("embedded");
        assertThat(embedded).isNotNull();
        assertThat(embedded.properties().keySet()).containsExactly("street", "zip");
    }

    @Test
    void specialDoublesKeepTheirBits() {
        double[] numbers = {
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MAX_VALUE
        };
        List<Value> values = Arrays.stream(numbers).mapToObj(Value::of).toList();

        Key key = putNamed("K", "a", "p", Value.of(values));

        assertThat(datastore.get(key).value("p")).isEqualTo(Value.of(values));
    }

    @Test
    void anEntityWithoutPropertiesIsAnEntity() {
        Key key = datastore.put(Entity.builder(key("K", 1)).build());

        assertThat(datastore.get(key).properties()).isEmpty();
        assertThat(keys(datastore, Query.kind("K"))).containsExactly(key);
    }

    @Test
    void getOfAnAbsentEntityFailsAndFindAnswersNull() {
        Key absent = key("City", 17);

        assertThat(datastore.find(absent)).isNull();
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> datastore.get(absent))
                .withMessageContaining("City(17)")
                .satisfies(e -> assertThat(e.key()).isEqualTo(absent));
    }

    @Test
    void aPutReplacesTheWholeEntity() {
        Key key = datastore.put(
                Entity.builder(key("K", 1)).set("a", 1).set("b", 2).build());

        datastore.put(Entity.builder(key).set("b", 3).build());

        assertThat(datastore.get(key).properties()).containsOnlyKeys("b");
        assertThat(names(Query.kind("K").filter("a", Operator.EQUAL, Value.of(1))))
                .isEmpty();
        assertThat(names(Query.kind("K").filter("b", Operator.EQUAL, Value.of(2))))
                .isEmpty();
        assertThat(names(Query.kind("K").filter("b", Operator.EQUAL, Value.of(3))))
                .containsExactly("1");
    }

    @Test
    void aPropertyThatBecomesUnindexedOrChangesItsTypeLeavesNoRowBehind() {
        Key key = putNamed("K", "a", "p", Value.of(1));

        putNamed("K", "a", "p", Value.of("1"));
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of(1))))
                .isEmpty();
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of("1"))))
                .containsExactly("a");

        datastore.put(Entity.builder(key).setUnindexed("p", Value.of("1")).build());
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of("1"))))
                .isEmpty();
        assertThat(names(Query.kind("K"))).containsExactly("a");
    }

    @Test
    void aDeletedEntityIsGoneFromKeysAndQueries() {
        Key key = putNamed("K", "a", "p", Value.of(1));

        datastore.delete(key);

        assertThat(datastore.find(key)).isNull();
        assertThat(names(Query.kind("K"))).isEmpty();
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of(1))))
                .isEmpty();
    }

    @Test
    void deletingWhatIsNotThereIsNoError() {
        datastore.delete(key("K", 1));
        datastore.delete(List.of(key("K", 1), key("K", 1)));
        datastore.delete(List.of());

        assertThat(names(Query.kind("K"))).isEmpty();
    }

    @Test
    void childrenNeedNoParentAndOutliveIt() {
        Key parent = putNamed("P", "p");
        Key child = datastore.put(Entity.builder(parent.child("C", 1)).build());
        Key orphan =
                datastore.put(Entity.builder(key("P", "none").child("C", 2)).build());

        datastore.delete(parent);

        assertThat(datastore.find(child)).isNotNull();
        assertThat(datastore.find(orphan)).isNotNull();
        assertThat(datastore.find(key("P", "none"))).isNull();
    }

    @Test
    void findAllAnswersInTheOrderOfTheKeysWithNullForAbsentOnesAndDoublesTwice() {
        Key a = putNamed("K", "a");
        Key b = putNamed("K", "b");
        Key absent = key("K", "absent");

        List<Entity> found = datastore.findAll(List.of(b, absent, a, b, absent));

        assertThat(found)
                .extracting(entity -> entity == null ? null : entity.key())
                .containsExactly(b, null, a, b, null);
        assertThat(datastore.findAll(List.of())).isEmpty();
    }

    @Test
    void manyEntitiesAreWrittenAndReadTogether() {
        List<Entity> entities = new ArrayList<>();
        for (int id = 1; id <= 1_200; id++) {
            entities.add(Entity.builder(key("K", id)).set("n", id).build());
        }

        List<Key> keys = datastore.put(entities);

        assertThat(datastore.findAll(keys)).isEqualTo(entities);
        assertThat(datastore.count(Query.kind("K"))).isEqualTo(1_200);
        datastore.delete(keys);
        assertThat(datastore.count(Query.kind("K"))).isZero();
    }

    @Test
    void ofSeveralEntitiesWithOneKeyTheLastWins() {
        Entity first = Entity.builder(key("K", 1)).set("p", 1).build();
        Entity last = Entity.builder(key("K", 1)).set("p", 2).build();

        List<Key> keys = datastore.put(List.of(first, last));

        assertThat(keys).containsExactly(first.key(), first.key());
        assertThat(datastore.get(first.key())).isEqualTo(last);
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of(1))))
                .isEmpty();
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of(2))))
                .containsExactly("1");
    }

    @Test
    void puttingNothingDoesNothing() {
        assertThat(datastore.put(List.of())).isEmpty();
        assertThat(datastore.insert(List.of())).isEmpty();
        datastore.update(List.of());
    }

    @Test
    void insertRefusesAnEntityThatExistsAndStoresNothing() {
        Key taken = putNamed("K", "taken", "p", Value.of(1));
        Entity free = Entity.builder(key("K", "free")).build();

        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> datastore.insert(
                        List.of(free, Entity.builder(taken).set("p", 2).build())))
                .withMessageContaining("K(\"taken\")")
                .satisfies(e -> assertThat(e.key()).isEqualTo(taken));

        assertThat(datastore.find(free.key())).isNull();
        assertThat(datastore.get(taken).value("p")).isEqualTo(Value.of(1));
        assertThat(datastore.insert(List.of(free))).containsExactly(free.key());
        assertThat(datastore.find(free.key())).isEqualTo(free);
    }

    @Test
    void insertCompletesKeys() {
        List<Key> keys = datastore.insert(List.of(
                Entity.builder(incomplete("K")).build(),
                Entity.builder(incomplete("K")).build()));

        assertThat(keys).doesNotHaveDuplicates().noneMatch(Key::isIncomplete);
        assertThat(datastore.findAll(keys)).doesNotContainNull();
    }

    @Test
    void updateRefusesAnEntityThatIsNotThereAndStoresNothing() {
        Key there = putNamed("K", "there", "p", Value.of(1));
        Entity absent = Entity.builder(key("K", "absent")).build();
        Entity changed = Entity.builder(there).set("p", 2).build();

        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> datastore.update(List.of(changed, absent)))
                .withMessageContaining("K(\"absent\")")
                .satisfies(e -> assertThat(e.key()).isEqualTo(absent.key()));

        assertThat(datastore.find(absent.key())).isNull();
        assertThat(datastore.get(there).value("p")).isEqualTo(Value.of(1));
        datastore.update(List.of(changed));
        assertThat(datastore.get(there)).isEqualTo(changed);
    }

    @Test
    void versionsGrowWithEveryWriteAndTheFirstIsKept() {
        Key key = putNamed("K", "a");
        Entity created = datastore.get(key);

        putNamed("K", "b");
        datastore.put(created);
        Entity changed = datastore.get(key);

        assertThat(created.version()).isPositive();
        assertThat(created.createVersion()).isEqualTo(created.version());
        assertThat(changed.version()).isGreaterThan(datastore.get(key("K", "b")).version());
        assertThat(changed.createVersion()).isEqualTo(created.version());
        datastore.delete(key);
        putNamed("K", "a");
        assertThat(datastore.get(key).createVersion()).isGreaterThan(changed.version());
    }

    @Test
    void queriesAnswerVersionsToo() {
        Key key = putNamed("K", "a", "p", Value.of(1));
        datastore.put(datastore.get(key));

        Entity byKey = datastore.get(key);
        Entity byQuery = datastore
                .run(Query.kind("K").filter("p", Operator.EQUAL, Value.of(1)))
                .toList()
                .get(0);

        assertThat(byQuery.version()).isEqualTo(byKey.version());
        assertThat(byQuery.createVersion()).isEqualTo(byKey.createVersion());
    }

    @Test
    void anIncompleteKeyGetsANewIdThatAnyLanguageKeepsExact() {
        Set<Key> keys = new HashSet<>();
        Key parent = key("P", 1);
        for (int i = 0; i < 300; i++) {
            keys.add(datastore.put(Entity.builder(incomplete("K")).set("n", i).build()));
            keys.add(datastore.put(
                    Entity.builder(parent.incompleteChild("K")).set("n", i).build()));
        }
        keys.addAll(datastore.put(
                Collections.nCopies(300, Entity.builder(incomplete("K")).build())));

        assertThat(keys).hasSize(900).allSatisfy(key -> {
            assertThat(key.isIncomplete()).isFalse();
            assertThat(key.name()).isNull();
            assertThat(key.id()).isPositive().isLessThan(1L << 53);
        });
        assertThat(datastore.findAll(keys)).doesNotContainNull();
        assertThat(keys.stream().filter(key -> key.parent() != null))
                .hasSize(300)
                .allMatch(parent::isAncestorOrSelfOf);
    }

    @Test
    void allocatedIdsAreNobodyElses() {
        List<Key> incomplete = List.of(
                incomplete("K"), incomplete("L"), incomplete("K"), key("P", 1).incompleteChild("K"));

        List<Key> allocated = datastore.allocateIds(incomplete);

        assertThat(allocated).hasSize(4).noneMatch(Key::isIncomplete).doesNotHaveDuplicates();
        assertThat(allocated.get(1).kind()).isEqualTo("L");
        assertThat(allocated.get(3).parent()).isEqualTo(key("P", 1));
        Set<Key> put = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            put.add(datastore.put(Entity.builder(incomplete("K")).build()));
        }
        assertThat(put).hasSize(200).doesNotContainAnyElementsOf(allocated);
        assertThat(datastore.allocateIds(List.of())).isEmpty();
    }

    @Test
    void aBlockOfIdsIsConsecutiveAndNobodyElses() {
        IdRange first = datastore.allocateIdRange(incomplete("K"), 1_000);
        IdRange second = datastore.allocateIdRange(incomplete("K"), 1_000);

        assertThat(first.high() - first.low()).isEqualTo(1_000);
        assertThat(first.low()).isPositive();
        assertThat(second.high() - second.low()).isEqualTo(1_000);
        assertThat(second.low() >= first.high() || second.high() <= first.low())
                .as("%s and %s are apart", first, second)
                .isTrue();
        List<Key> keys = new ArrayList<>(datastore.allocateIds(Collections.nCopies(200, incomplete("K"))));
        keys.addAll(datastore.put(
                Collections.nCopies(200, Entity.builder(incomplete("K")).build())));
        assertThat(keys).noneMatch(key -> within(first, key) || within(second, key));
    }

    private static boolean within(IdRange range, Key key) {
        return key.id() >= range.low() && key.id() < range.high();
    }

    @Test
    void aBlockMayBeEmptyOrVeryLarge() {
        IdRange none = datastore.allocateIdRange(incomplete("K"), 0);
        IdRange huge = datastore.allocateIdRange(incomplete("K"), 1_000_000_000);

        assertThat(none.high()).isEqualTo(none.low());
        assertThat(huge.high() - huge.low()).isEqualTo(1_000_000_000);
        assertThatIllegalArgumentException().isThrownBy(() -> datastore.allocateIdRange(incomplete("K"), -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> datastore.allocateIdRange(incomplete("K"), 1_000_000_001));
    }

    /** Neighbours of what was handed out are where a counter would go next. */
    @Test
    void anIdThatAnEntityHasIsNeverGivenToAnother() {
        List<Key> given = new ArrayList<>(datastore.allocateIds(Collections.nCopies(5, incomplete("K"))));
        given.add(key("K", datastore.allocateIdRange(incomplete("K"), 5).high() - 1));
        given.add(datastore.put(Entity.builder(incomplete("K")).build()));
        Set<Key> manual = new HashSet<>();
        for (Key key : given) {
            for (int step = 1; step <= 20; step++) {
                manual.add(key("K", key.id() + step));
            }
        }
        manual.removeAll(given);
        datastore.put(manual.stream()
                .map(key -> Entity.builder(key).set("manual", true).build())
                .toList());

        Set<Key> automatic = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            automatic.add(datastore.put(
                    Entity.builder(incomplete("K")).set("manual", false).build()));
        }
        automatic.addAll(datastore.allocateIds(Collections.nCopies(200, incomplete("K"))));

        assertThat(automatic).hasSize(400).doesNotContainAnyElementsOf(manual);
        assertThat(datastore.count(Query.kind("K").filter("manual", Operator.EQUAL, Value.of(true))))
                .isEqualTo(manual.size());
    }

    @Test
    void onlyAnIncompleteKeyTakesAnId() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.allocateIds(List.of(incomplete("K"), key("K", 1))))
                .withMessageContaining("K(1)");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.allocateIdRange(key("K", 1), 1))
                .withMessageContaining("K(1)");
    }

    @Test
    void anIncompleteKeyNamesNoEntity() {
        Key incomplete = key("A", 1).incompleteChild("B");
        Collection<Key> keys = List.of(key("A", 1), incomplete);

        assertRefused("A(1)/B(no id yet)", () -> datastore.find(incomplete));
        assertRefused("A(1)/B(no id yet)", () -> datastore.findAll(keys));
        assertRefused("A(1)/B(no id yet)", () -> datastore.delete(keys));
        assertRefused(
                "A(1)/B(no id yet)",
                () -> datastore.update(List.of(Entity.builder(incomplete).build())));
    }

    @Test
    void keysOfAnotherApplicationAreRefusedAndNothingIsDone() {
        Key own = putNamed("K", "own");
        Key foreign = new Partition("somebody-else", "").key("K", "x");

        assertRefused("somebody-else", () -> datastore.find(foreign));
        assertRefused("somebody-else", () -> datastore.findAll(List.of(own, foreign)));
        assertRefused("somebody-else", () -> datastore.delete(List.of(own, foreign)));
        assertRefused(
                "somebody-else",
                () -> datastore.put(List.of(
                        Entity.builder(key("K", "new")).build(),
                        Entity.builder(foreign).build())));
        assertRefused(
                "somebody-else",
                () -> datastore.insert(List.of(Entity.builder(foreign).build())));
        assertRefused(
                "somebody-else",
                () -> datastore.update(List.of(Entity.builder(foreign).build())));
        assertRefused("somebody-else", () -> datastore.allocateIds(List.of(foreign.incompleteChild("K"))));
        assertRefused("somebody-else", () -> datastore.allocateIdRange(foreign.incompleteChild("K"), 1));
        assertThat(names(Query.kind("K"))).containsExactly("own");
    }

    private static void assertRefused(String name, ThrowingCallable call) {
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(call).withMessageContaining(name);
    }

    @Test
    void namespacesIsolateKeysIdsAndQueries() {
        Partition other = datastore.partition().withNamespace("other");
        Key here = putNamed("K", "a", "p", Value.of(1));
        Key there =
                datastore.put(Entity.builder(other.key("K", "a")).set("p", 2).build());
        Key alone =
                datastore.put(Entity.builder(other.key("K", "b")).set("p", 1).build());

        assertThat(datastore.get(here).value("p")).isEqualTo(Value.of(1));
        assertThat(datastore.get(there).value("p")).isEqualTo(Value.of(2));
        assertThat(keys(datastore, Query.kind("K"))).containsExactly(here);
        assertThat(keys(datastore, Query.kind("K").filter("p", Operator.EQUAL, Value.of(1))))
                .containsExactly(here);
        assertThat(keys(datastore, Query.kind("K").namespace("other"))).containsExactly(there, alone);
        assertThat(keys(datastore, Query.kindless().namespace("other"))).containsExactly(there, alone);
        assertThat(keys(datastore, Query.kind("K").namespace("none"))).isEmpty();
        assertThat(keys(datastore, Query.kind("K").namespace("othe"))).isEmpty();
        Key generated = datastore.put(Entity.builder(other.incompleteKey("K")).build());
        assertThat(generated.namespace()).isEqualTo("other");
    }

    @Test
    void kindsThatBeginAlikeAreKeptApart() {
        putNamed("K", "a", "p", Value.of(1));
        putNamed("K2", "b", "p", Value.of(1));
        putNamed("K\0", "c", "p", Value.of(1));

        assertThat(names(Query.kind("K"))).containsExactly("a");
        assertThat(names(Query.kind("K").filter("p", Operator.EQUAL, Value.of(1))))
                .containsExactly("a");
        assertThat(names(Query.kind("K\0"))).containsExactly("c");
    }

    @Test
    void aPartialEntityIsNotStored() {
        Key key = datastore.put(
                Entity.builder(key("Partial", 1)).set("a", 1).set("b", 2).build());
        Entity partial = Entity.partial(key, Map.of("a", Property.of(Value.of(7))), 0, 0);

        List<ThrowingCallable> calls = List.of(
                () -> datastore.put(partial),
                () -> datastore.put(partial.toBuilder().set("a", 8).build()),
                () -> datastore.update(List.of(partial)),
                () -> datastore.insert(List.of(partial.withKey(key("Partial", 2)))));

        assertThat(calls).allSatisfy(call -> assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(call)
                .withMessageContaining("it is partial")
                .withMessageContaining("property mask"));
        assertThat(datastore.get(key).value("a")).isEqualTo(Value.of(1));
        assertThat(datastore.find(key("Partial", 2))).isNull();
    }
}
