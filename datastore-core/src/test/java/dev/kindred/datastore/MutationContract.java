package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Mutation.OnConflict;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Lists of changes: conditions on versions, masks and transforms. */
abstract class MutationContract extends DatastoreScenario {

    MutationContract(Datastore datastore) {
        super(datastore);
    }

    private Entity entity(String name, long a, long b) {
        return Entity.builder(key("M", name)).set("a", a).set("b", b).build();
    }

    private Entity stored(String name, long a, long b) {
        datastore.put(entity(name, a, b));
        return datastore.get(key("M", name));
    }

    private Entity read(String name) {
        return datastore.find(key("M", name));
    }

    private MutationResult apply(Mutation mutation) {
        return datastore.apply(List.of(mutation)).get(0);
    }

    private void refuses(Class<? extends Exception> type, Mutation... mutations) {
        Mutation innocent = Mutation.put(entity("innocent", 0, 0));
        List<Mutation> all = Arrays.asList(mutations);
        List<Mutation> before = new ArrayList<>(all);
        before.add(0, innocent);
        assertThatExceptionOfType(type).isThrownBy(() -> datastore.apply(before));
        assertThatExceptionOfType(type)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> transaction.apply(before)));
        assertThat(read("innocent")).isNull();
    }

    // ---- operations

    @Test
    void mutationsAreAppliedInOneCommitAndAnsweredInOrder() {
        stored("old", 1, 1);
        stored("gone", 1, 1);

        List<MutationResult> results = datastore.apply(List.of(
                Mutation.put(entity("old", 2, 2)),
                Mutation.insert(Entity.builder(incomplete("M")).set("a", 7).build()),
                Mutation.insert(entity("new", 3, 3)),
                Mutation.update(entity("old", 4, 4)),
                Mutation.delete(key("M", "gone")),
                Mutation.delete(key("M", "never"))));

        Key given = results.get(1).key();
        assertThat(given.isIncomplete()).isFalse();
        assertThat(results)
                .extracting(MutationResult::key)
                .containsExactly(
                        key("M", "old"), given, key("M", "new"), key("M", "old"), key("M", "gone"), key("M", "never"));
        assertThat(results).noneMatch(MutationResult::conflictDetected);
        long version = read("new").version();
        assertThat(results).allSatisfy(result -> assertThat(result.version()).hasValue(version));
        assertThat(read("old")).isEqualTo(entity("old", 4, 4));
        assertThat(datastore.get(given).version()).isEqualTo(version);
        assertThat(read("gone")).isNull();
    }

    @Test
    void anEmptyListChangesNothing() {
        assertThat(datastore.apply(List.of())).isEmpty();
    }

    @Test
    void insertAndUpdateSayWhatMustBeThere() {
        stored("there", 1, 1);

        refuses(EntityExistsException.class, Mutation.insert(entity("there", 2, 2)));
        refuses(NoSuchEntityException.class, Mutation.update(entity("absent", 2, 2)));
        refuses(
                NoSuchEntityException.class,
                Mutation.update(entity("absent", 2, 2)).mask(PropertyMask.of("a")));
        refuses(
                EntityExistsException.class,
                Mutation.insert(entity("there", 2, 2)).mask(PropertyMask.of("a")));
        refuses(
                EntityExistsException.class,
                Mutation.insert(entity("there", 2, 2)).transform(Transform.increment("a", 1)));
        assertThat(read("there")).isEqualTo(entity("there", 1, 1));
    }

    @Test
    void aDeletionDoesNotForgetWhatTheWriteBeforeItDemanded() {
        stored("there", 1, 1);

        refuses(
                EntityExistsException.class,
                Mutation.insert(entity("there", 2, 2)),
                Mutation.delete(key("M", "there")));
        refuses(NoSuchEntityException.class, Mutation.update(entity("no", 2, 2)), Mutation.delete(key("M", "no")));
        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.insert(List.of(entity("there", 2, 2)));
                    transaction.delete(key("M", "there"));
                    return null;
                }));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.update(List.of(entity("no", 2, 2)));
                    return transaction.apply(List.of(Mutation.delete(key("M", "no"))));
                }));
        datastore.apply(List.of(Mutation.insert(entity("short", 1, 1)), Mutation.delete(key("M", "short"))));
        assertThat(read("short")).isNull();
        assertThat(read("there")).isEqualTo(entity("there", 1, 1));
    }

    @Test
    void someSequencesOfOneEntityAreRefusedAndAllOthersCompose() {
        Key key = key("M", "x");
        Mutation put = Mutation.put(entity("x", 1, 1));
        Mutation insert = Mutation.insert(entity("x", 2, 2));
        Mutation update = Mutation.update(entity("x", 3, 3));
        Mutation delete = Mutation.delete(key);

        refuses(InvalidMutationException.class, insert, insert);
        refuses(InvalidMutationException.class, put, insert);
        refuses(InvalidMutationException.class, put, update, insert);
        refuses(InvalidMutationException.class, delete, update);
        assertThat(read("x")).isNull();
        assertThatExceptionOfType(InvalidMutationException.class)
                .isThrownBy(() -> datastore.apply(List.of(Mutation.put(entity("y", 1, 1)), put, insert)))
                .withMessageContaining("Mutation 2 cannot INSERT")
                .withMessageContaining("after PUT");

        for (List<Mutation> legal : List.of(
                List.of(put, put, update, delete, delete, insert),
                List.of(delete, put, delete, insert, update, delete),
                List.of(insert, put, delete, insert, update),
                List.of(update, update, put, delete))) {
            datastore.apply(legal);
            boolean deleted = legal.get(legal.size() - 1).operation() == Mutation.Operation.DELETE;
            assertThat(read("x") == null).isEqualTo(deleted);
        }
    }

    @Test
    void invalidKeysAndEntitiesAreRefusedAtOnce() {
        Key foreign = new Partition("somebody-else", "").key("M", 1);

        refuses(InvalidKeyException.class, Mutation.delete(incomplete("M")));
        refuses(
                InvalidKeyException.class,
                Mutation.update(Entity.builder(incomplete("M")).build()));
        refuses(InvalidKeyException.class, Mutation.delete(foreign));
        refuses(
                InvalidValueException.class,
                Mutation.put(Entity.partial(key("M", "x"), Map.of("a", Property.of(Value.of(1))), 0, 0)));
        refuses(
                InvalidValueException.class,
                Mutation.put(stored("list", 1, 1).toBuilder().set("a", longs(1)).build())
                        .transform(Transform.increment("a.b", 1)));
    }

    @Test
    void aDeletionHasNeitherMaskNorTransforms() {
        Mutation delete = Mutation.delete(key("M", "x"));
        List<ThrowingCallable> calls =
                List.of(() -> delete.mask(PropertyMask.of("a")), () -> delete.transform(Transform.increment("a", 1)));

        assertThat(calls).allSatisfy(call -> assertThatExceptionOfType(InvalidMutationException.class)
                .isThrownBy(call)
                .withMessageContaining("deletion of"));
        assertThatExceptionOfType(InvalidMutationException.class)
                .isThrownBy(() -> delete.ifVersion(-1))
                .withMessageContaining("-1");
    }

    // ---- versions

    @Test
    void aWriteIfTheVersionIsRightHappensOnce() {
        Entity first = stored("v", 1, 1);

        long second = apply(Mutation.put(entity("v", 2, 2)).ifVersion(first.version()))
                .version()
                .getAsLong();

        assertThat(second).isGreaterThan(first.version());
        assertThat(read("v").version()).isEqualTo(second);
        assertThat(read("v").createVersion()).isEqualTo(first.version());
        assertThatExceptionOfType(VersionMismatchException.class)
                .isThrownBy(() -> apply(Mutation.put(entity("v", 3, 3)).ifVersion(first.version())))
                .satisfies(mismatch -> {
                    assertThat(mismatch.key()).isEqualTo(key("M", "v"));
                    assertThat(mismatch.expected()).isEqualTo(first.version());
                    assertThat(mismatch.actual()).isEqualTo(second);
                })
                .withMessageContaining("should have version " + first.version());
        refuses(VersionMismatchException.class, Mutation.delete(key("M", "v")).ifVersion(first.version()));
        refuses(
                VersionMismatchException.class,
                Mutation.put(entity("absent", 1, 1)).ifVersion(second));
        assertThat(read("v")).isEqualTo(entity("v", 2, 2));
        apply(Mutation.delete(key("M", "v")).ifVersion(second));
        assertThat(read("v")).isNull();
    }

    @Test
    void versionZeroMeansThatThereIsNoEntity() {
        stored("there", 1, 1);

        apply(Mutation.put(entity("new", 1, 1)).ifVersion(0));
        apply(Mutation.delete(key("M", "absent")).ifVersion(0));
        apply(Mutation.insert(Entity.builder(incomplete("M")).build()).ifVersion(0));

        assertThat(read("new")).isNotNull();
        refuses(
                VersionMismatchException.class,
                Mutation.put(entity("there", 2, 2)).ifVersion(0));
        refuses(
                InvalidMutationException.class,
                Mutation.insert(Entity.builder(incomplete("M")).build()).ifVersion(7));
    }

    @Test
    void aMutationThatMaySkipIsReportedAndTheOthersAreApplied() {
        Entity there = stored("there", 1, 1);

        List<MutationResult> results = datastore.apply(List.of(
                Mutation.put(entity("there", 2, 2))
                        .ifVersion(there.version() + 1)
                        .onConflict(OnConflict.SKIP)
                        .transform(Transform.increment("a", 1)),
                Mutation.put(entity("absent", 2, 2)).ifVersion(5).onConflict(OnConflict.SKIP),
                Mutation.put(entity("other", 2, 2)).ifVersion(0).onConflict(OnConflict.SKIP)));

        assertThat(results).extracting(MutationResult::conflictDetected).containsExactly(true, true, false);
        assertThat(results.get(0).version()).hasValue(there.version());
        assertThat(results.get(0).transformResults()).isEmpty();
        assertThat(results.get(1).version().getAsLong()).isPositive();
        assertThat(read("there")).isEqualTo(there);
        assertThat(read("there").version()).isEqualTo(there.version());
        assertThat(read("absent")).isNull();
        assertThat(read("other").version()).isEqualTo(results.get(2).version().getAsLong());
    }

    @Test
    void theBaseVersionIsThatOfTheStoredEntityWhateverTheTransactionWrote() {
        Entity there = stored("there", 1, 1);

        MutationResult result = datastore.runInTransaction(transaction -> {
            transaction.put(entity("there", 2, 2));
            assertThat(transaction.get(there.key()).version()).isZero();
            return transaction
                    .apply(List.of(Mutation.update(entity("there", 3, 3)).ifVersion(there.version())))
                    .get(0);
        });

        assertThat(read("there")).isEqualTo(entity("there", 3, 3));
        assertThat(result.version()).hasValue(read("there").version());
    }

    @Test
    void aConditionThatHeldAtTheBeginningConflictsIfItHoldsNoLonger() {
        Entity there = stored("there", 1, 1);
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction.apply(List.of(Mutation.put(entity("there", 2, 2)).ifVersion(there.version())));
        Transaction absent = datastore.begin(TransactionOptions.DEFAULT);
        absent.apply(List.of(Mutation.put(entity("absent", 2, 2)).ifVersion(0)));
        Transaction skipped = datastore.begin(TransactionOptions.DEFAULT);
        skipped.apply(List.of(
                Mutation.put(entity("there", 9, 9)).ifVersion(1).onConflict(OnConflict.SKIP),
                Mutation.put(entity("because skipped", 1, 1))));

        stored("there", 5, 5);
        stored("absent", 5, 5);

        for (Transaction each : List.of(transaction, absent, skipped)) {
            assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(each::commit);
        }
        assertThat(read("there")).isEqualTo(entity("there", 5, 5));
        assertThat(read("because skipped")).isNull();
    }

    @Test
    void inATransactionTheVersionIsKnownAfterTheCommit() {
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        MutationResult first =
                transaction.apply(List.of(Mutation.put(entity("a", 1, 1)))).get(0);
        MutationResult second =
                transaction.apply(List.of(Mutation.put(entity("b", 1, 1)))).get(0);
        assertThat(first.version()).isEmpty();

        transaction.commit();

        assertThat(first.version()).hasValue(read("a").version());
        assertThat(second.version()).isEqualTo(first.version());
        Transaction rolledBack = datastore.begin(TransactionOptions.DEFAULT);
        MutationResult lost =
                rolledBack.apply(List.of(Mutation.put(entity("a", 2, 2)))).get(0);
        rolledBack.rollback();
        assertThat(lost.version()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> rolledBack.apply(List.of()));
        try (Transaction readOnly = datastore.begin(TransactionOptions.READ_ONLY)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> readOnly.apply(List.of(Mutation.delete(key("M", "a")))))
                    .withMessageContaining("read-only");
        }
    }

    // ---- masks

    @Test
    void aMaskedWriteChangesTheListedPropertiesAndTheirIndexRows() {
        stored("m", 1, 2);

        apply(Mutation.put(Entity.builder(key("M", "m"))
                        .set("a", 5)
                        .set("ignored", 1)
                        .build())
                .mask(PropertyMask.of("a", "b", "c")));

        assertThat(read("m"))
                .isEqualTo(Entity.builder(key("M", "m")).set("a", 5).build());
        assertThat(names(Query.kind("M").filter("a", Operator.EQUAL, Value.of(5))))
                .containsExactly("m");
        assertThat(names(Query.kind("M").filter("a", Operator.EQUAL, Value.of(1))))
                .isEmpty();
        assertThat(names(Query.kind("M").filter("b", Operator.EQUAL, Value.of(2))))
                .isEmpty();
    }

    @Test
    void aMaskedWriteOfWhatIsNotThereStoresTheListedPropertiesAlone() {
        apply(Mutation.put(entity("m", 1, 2)).mask(PropertyMask.of("a")));
        apply(Mutation.insert(entity("n", 1, 2)).mask(PropertyMask.of("b", "c")));
        apply(Mutation.insert(entity("none", 1, 2)).mask(PropertyMask.NONE));

        assertThat(read("m").properties()).containsOnlyKeys("a");
        assertThat(read("n").properties()).containsOnlyKeys("b");
        assertThat(read("none").properties()).isEmpty();
    }

    @Test
    void masksReachIntoEmbeddedEntitiesAndNotIntoLists() {
        Value home = new Value.EntityValue(
                null, Map.of("city", Property.of(Value.of("Rome")), "zip", Property.of(Value.of("1"))));
        datastore.put(Entity.builder(key("M", "m"))
                .set("home", home)
                .set("tags", longs(1))
                .build());

        apply(Mutation.update(Entity.builder(key("M", "m"))
                        .set("home", new Value.EntityValue(null, Map.of("city", Property.of(Value.of("Oslo")))))
                        .build())
                .mask(PropertyMask.of("home.city")));

        assertThat(read("m").value("home"))
                .isEqualTo(new Value.EntityValue(
                        null, Map.of("city", Property.of(Value.of("Oslo")), "zip", Property.of(Value.of("1")))));
        assertThat(names(Query.kind("M").filter("home.city", Operator.EQUAL, Value.of("Oslo"))))
                .containsExactly("m");
        refuses(
                InvalidValueException.class,
                Mutation.update(Entity.builder(key("M", "m")).build()).mask(PropertyMask.of("tags.x")));
    }

    @Test
    void aMaskReadsTheListedPropertiesAndTheKeyAndWhatItReadCanBeWrittenWithItOnly() {
        Entity stored = stored("m", 1, 2);
        PropertyMask mask = PropertyMask.of("a", "none");

        Entity read = datastore.find(key("M", "m"), mask);

        assertThat(read.properties()).isEqualTo(Map.of("a", Property.of(Value.of(1))));
        assertThat(read.key()).isEqualTo(stored.key());
        assertThat(read.isPartial()).isTrue();
        assertThat(read.version()).isEqualTo(stored.version());
        assertThat(datastore.findAll(List.of(key("M", "no"), key("M", "m"), key("M", "m")), mask))
                .containsExactly(null, read, read);
        assertThat(datastore.find(key("M", "m"), PropertyMask.NONE).properties())
                .isEmpty();
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> datastore.put(read));
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> datastore.find(incomplete("M"), mask));

        apply(Mutation.update(read.toBuilder().set("a", 9).build()).mask(mask).ifVersion(read.version()));

        assertThat(read("m")).isEqualTo(entity("m", 9, 2));
        assertThat(read("m").isPartial()).isFalse();
    }

    @Test
    void masksInATransactionSeeItsOwnWritesUnlessTheyAreHidden() {
        stored("m", 1, 2);
        PropertyMask mask = PropertyMask.of("a");
        for (TransactionOptions.OwnWrites own : TransactionOptions.OwnWrites.values()) {
            stored("m", 1, 2);
            datastore.runInTransaction(TransactionOptions.DEFAULT.withOwnWrites(own), transaction -> {
                transaction.put(entity("m", 3, 4));
                long seen = own == TransactionOptions.OwnWrites.VISIBLE ? 3 : 1;
                assertThat(transaction.find(key("M", "m"), mask).properties())
                        .isEqualTo(Map.of("a", Property.of(Value.of(seen))));
                // Writes build on each other in any case.
                return transaction.apply(List.of(
                        Mutation.put(entity("m", 5, 6)).mask(mask),
                        Mutation.transform(key("M", "m"), Transform.increment("b", 10))));
            });
            assertThat(read("m")).isEqualTo(entity("m", 5, 14));
        }
    }

    // ---- transforms

    @Test
    void transformsWorkOnTheStoredEntityRegardlessOfTheMaskAndInOrder() {
        stored("t", 10, 20);

        MutationResult result = apply(Mutation.update(entity("t", 1, 1))
                .mask(PropertyMask.of("a"))
                .transform(Transform.increment("a", 2), Transform.increment("b", 0.5))
                .transform(Transform.appendMissing("tags", Value.of("x")), Transform.maximum("b", 7)));

        assertThat(result.transformResults()).containsExactly(Value.of(3), Value.of(20.5), Value.NULL, Value.of(20.5));
        assertThat(read("t"))
                .isEqualTo(Entity.builder(key("M", "t"))
                        .set("a", 3)
                        .set("b", 20.5)
                        .set("tags", list(Value.of("x")))
                        .build());
        assertThat(names(Query.kind("M").filter("b", Operator.EQUAL, Value.of(20.5))))
                .containsExactly("t");
    }

    @Test
    void withoutAMaskTransformsStartFromTheGivenEntity() {
        stored("t", 10, 20);

        apply(Mutation.put(entity("t", 1, 1)).transform(Transform.increment("a", 5)));
        MutationResult made =
                apply(Mutation.insert(Entity.builder(incomplete("M")).build()).transform(Transform.increment("a", 5)));

        assertThat(read("t")).isEqualTo(entity("t", 6, 1));
        assertThat(datastore.get(made.key()).value("a")).isEqualTo(Value.of(5));
    }

    @Test
    void aTransformOfWhatIsNotThereMakesIt() {
        apply(Mutation.transform(key("M", "t"), Transform.increment("a", 5)));
        apply(Mutation.transform(key("M", "t"), Transform.increment("a", 5)));

        assertThat(read("t"))
                .isEqualTo(Entity.builder(key("M", "t")).set("a", 10).build());
    }

    @Test
    void severalMutationsOfOneEntityBuildOnEachOther() {
        Mutation more = Mutation.transform(key("M", "t"), Transform.increment("a", 1));

        List<MutationResult> results = datastore.apply(
                List.of(more, more, Mutation.delete(key("M", "t")), more, Mutation.put(entity("t", 5, 5)), more, more));

        assertThat(results.stream().flatMap(each -> each.transformResults().stream()))
                .containsExactly(Value.of(1), Value.of(2), Value.of(1), Value.of(6), Value.of(7));
        assertThat(read("t")).isEqualTo(entity("t", 7, 5));
    }

    @Test
    void theRequestTimeIsOneMomentForTheWholeCommit() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        List<MutationResult> results = datastore.runInTransaction(transaction -> {
            List<MutationResult> first =
                    transaction.apply(List.of(Mutation.put(entity("a", 1, 1)).transform(Transform.requestTime("at"))));
            long now = System.nanoTime();
            while (System.nanoTime() - now < 3_000_000) {
                Thread.onSpinWait();
            }
            List<MutationResult> second =
                    transaction.apply(List.of(Mutation.put(entity("b", 1, 1)).transform(Transform.requestTime("at"))));
            return List.of(first.get(0), second.get(0));
        });

        Value.TimestampValue time = (Value.TimestampValue) read("a").value("at");
        assertThat(read("b").value("at")).isEqualTo(time);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.transformResults()).containsExactly(time));
        assertThat(time.toInstant()).isBetween(before, Instant.now());
        assertThat(time.micros() % 1_000).isZero();
    }

    @Test
    void anEntityHasFiveHundredTransforms() {
        Transform[] most = Collections.nCopies(500, Transform.increment("a", 1)).toArray(new Transform[0]);
        Mutation full = Mutation.transform(key("M", "t"), most);

        apply(full);

        assertThat(read("t").value("a")).isEqualTo(Value.of(500));
        assertThatExceptionOfType(InvalidMutationException.class)
                .isThrownBy(() -> full.transform(Transform.increment("a", 1)))
                .withMessageContaining("501")
                .withMessageContaining("500");
        refuses(InvalidMutationException.class, full, Mutation.transform(key("M", "t"), Transform.increment("a", 1)));
        datastore.apply(List.of(full, Mutation.transform(key("M", "u"), Transform.increment("a", 1))));
    }

    @Test
    void countersThatManyThreadsIncrementLoseNothing() throws Exception {
        Mutation more = Mutation.transform(key("M", "counter"), Transform.increment("a", 1));
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    for (int n = 0; n < 25; n++) {
                        apply(more);
                    }
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(read("counter").value("a")).isEqualTo(Value.of(100));
    }
}
