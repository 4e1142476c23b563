package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.StorageEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists of entities and keys: larger than one commit, and with bad ones among them. */
abstract class BatchContract extends DatastoreScenario {

    private static final String LARGE = "x".repeat(1_000_000);

    private final Supplier<StorageEngine> engines;
    private final List<LocalDatastore> staged = new ArrayList<>();

    BatchContract(Datastore datastore, Supplier<StorageEngine> engines) {
        super(datastore);
        this.engines = engines;
    }

    @AfterEach
    void closeTheStagedOnes() {
        staged.forEach(LocalDatastore::close);
    }

    /** Another store, where the n-th commit ends as told. */
    private LocalDatastore failing(int commits, Runnable failure, CommitResult... instead) {
        AtomicInteger left = new AtomicInteger(commits);
        return staged(commit -> {
            if (left.decrementAndGet() == 0) {
                failure.run();
                return instead[0];
            }
            return commit.get();
        });
    }

    private LocalDatastore staged(Function<Supplier<CommitResult>, CommitResult> stage) {
        LocalDatastore other = LocalDatastore.on(new CommitStage(engines.get(), stage))
                .partition(datastore.partition())
                .build();
        staged.add(other);
        return other;
    }

    private Entity page(long id) {
        return Entity.builder(key("Page", id))
                .set("n", id)
                .setUnindexed("text", Value.of(LARGE))
                .build();
    }

    private List<Entity> large(int count) {
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            entities.add(page(i));
        }
        return entities;
    }

    @Test
    void aPutLargerThanACommitIsDividedInOrderAndTheLastOfOneKeyWins() {
        List<Entity> entities = new ArrayList<>(large(12));
        entities.add(Entity.builder(key("Page", 1)).set("n", 200).build());

        List<Key> keys = datastore.put(entities);

        assertThat(keys).hasSize(13).startsWith(key("Page", 1)).endsWith(key("Page", 1));
        assertThat(datastore.get(key("Page", 1)).value("n")).isEqualTo(Value.of(200));
        assertThat(datastore.count(Query.kind("Page"))).isEqualTo(12);
        assertThat(datastore.get(key("Page", 2)).version())
                .isLessThan(datastore.get(key("Page", 12)).version());
    }

    @Test
    void whatFitsOneCommitIsOneCommit() {
        datastore.put(large(10));

        assertThat(datastore.findAll(large(10).stream().map(Entity::key).toList()))
                .extracting(Entity::version)
                .containsOnly(datastore.get(key("Page", 1)).version());
        List<Entity> small = new ArrayList<>();
        for (int i = 1; i <= 12_000; i++) {
            small.add(Entity.builder(key("Small", i)).set("n", i).build());
        }
        datastore.put(small);
        assertThat(datastore.get(key("Small", 12_000)).version())
                .isEqualTo(datastore.get(key("Small", 1)).version());
    }

    @Test
    void oneBadEntityInALargePutRefusesAllBeforeAnythingIsStored() {
        List<Entity> bad = List.of(
                Entity.builder(key("Page", 99)).set("title", "x".repeat(1_501)).build(),
                Entity.builder(key("__page__", 99)).build(),
                Entity.builder(key("Page", "x".repeat(1_400))).build(),
                Entity.builder(new Partition("somebody-else", "").key("Page", 1))
                        .build(),
                Entity.builder(key("Page", 99))
                        .setUnindexed("a", Value.of(LARGE))
                        .setUnindexed("b", Value.of(LARGE))
                        .build());
        for (Entity one : bad) {
            List<Entity> entities = new ArrayList<>(large(12));
            entities.add(one);

            assertThat(catchThrowableOfType(RuntimeException.class, () -> datastore.put(entities)))
                    .isInstanceOfAny(InvalidKeyException.class, InvalidValueException.class);

            assertThat(datastore.count(Query.kind("Page"))).isZero();
        }
    }

    @Test
    void insertUpdateAndTransactionsStayAllOrNone() {
        List<Entity> entities = large(12);
        List<Consumer<Datastore>> calls = List.of(
                on -> on.insert(entities),
                on -> on.apply(entities.stream().map(Mutation::put).toList()),
                on -> on.runInTransaction(transaction -> transaction.put(entities)));
        for (Consumer<Datastore> call : calls) {
            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(() -> call.accept(datastore))
                    .withMessageContaining("10,485,760 bytes")
                    .withMessageContaining("Split it into several");
            assertThat(datastore.count(Query.kind("Page"))).isZero();
        }
    }

    @Test
    void aLargeDeleteIsDividedToo() {
        // Keys of about 600 bytes: some 17,000 of them fit one commit.
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 18_000; i++) {
            keys.add(key("Gone", "n".repeat(590) + i));
        }
        AtomicInteger commits = new AtomicInteger();
        LocalDatastore counting = staged(commit -> {
            commits.incrementAndGet();
            return commit.get();
        });
        counting.put(List.of(
                Entity.builder(keys.get(0)).build(),
                Entity.builder(keys.get(9_000)).build(),
                Entity.builder(keys.get(17_999)).build()));

        counting.delete(keys);

        assertThat(counting.count(Query.kind("Gone"))).isZero();
        assertThat(commits.get()).isEqualTo(1 + 2);
    }

    @Test
    void aBatchThatStopsBetweenCommitsSaysHowFarItCame() {
        List<Entity> entities = new ArrayList<>(large(22));
        entities.set(3, page(4).withKey(incomplete("Page")));
        LocalDatastore failing = failing(2, () -> {
            throw new IllegalStateException("the disk is full");
        });

        PartialBatchException partial = catchThrowableOfType(PartialBatchException.class, () -> failing.put(entities));

        assertThat(partial.done()).isEqualTo(10);
        assertThat(partial.total()).isEqualTo(22);
        assertThat(partial.uncertain()).isZero();
        assertThat(partial.keys()).hasSize(10).startsWith(key("Page", 1));
        assertThat(partial.keys().get(3).isIncomplete()).isFalse();
        assertThat(partial)
                .hasMessageContaining("the first 10")
                .hasMessageContaining("the disk is full")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failing.findAll(partial.keys())).doesNotContainNull();
        assertThat(failing.count(Query.kind("Page"))).isEqualTo(10);

        failing.put(entities.subList(partial.done(), entities.size()));
        assertThat(failing.count(Query.kind("Page"))).isEqualTo(22);
    }

    @Test
    void aBatchWhoseCommitHasNoAnswerSaysWhatIsUncertain() {
        LocalDatastore failing = failing(2, () -> {}, new CommitResult.Unknown(new RuntimeException("cut off")));

        assertThatExceptionOfType(PartialBatchException.class)
                .isThrownBy(() -> failing.put(large(22)))
                .satisfies(partial -> {
                    assertThat(partial.done()).isEqualTo(10);
                    assertThat(partial.uncertain()).isEqualTo(10);
                })
                .withCauseInstanceOf(UnknownCommitException.class);
    }

    @Test
    void aBatchThatFailsInItsFirstCommitFailsAsASmallOneDoes() {
        LocalDatastore failing = failing(1, () -> {
            throw new IllegalStateException("the disk is full");
        });

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> failing.put(large(22)))
                .withMessage("the disk is full");
        assertThat(failing.count(Query.kind("Page"))).isZero();
    }

    @Test
    void thousandsOfKeysAreReadAtOnce() {
        List<Key> keys = new ArrayList<>();
        List<Entity> entities = new ArrayList<>();
        for (int i = 1; i <= 3_000; i++) {
            keys.add(key("Many", i));
            if (i % 3 > 0) {
                entities.add(Entity.builder(key("Many", i)).set("n", i).build());
            }
        }
        datastore.put(entities);

        List<Entity> found = datastore.findAll(keys);

        assertThat(found).hasSize(3_000);
        for (int i = 1; i <= 3_000; i++) {
            assertThat(found.get(i - 1)).isEqualTo(i % 3 == 0 ? null : entities.get((i - 1) / 3 * 2 + (i - 1) % 3));
        }
    }

    @Test
    void allBadKeysOfACallAreReportedByPosition() {
        Key good = key("K", 1);
        Key foreign = new Partition("somebody-else", "").key("K", 1);
        Key incomplete = incomplete("K");
        List<Key> keys = Arrays.asList(good, foreign, incomplete, good);
        List<Consumer<EntityOperations>> calls = List.of(
                on -> on.findAll(keys),
                on -> on.delete(keys),
                on -> on.put(List.of(entity(good), entity(foreign), entity(key("__k__", 1)), entity(good))));
        datastore.put(entity(good));
        for (Consumer<EntityOperations> call : calls) {
            reportsByPosition(() -> call.accept(datastore));
            reportsByPosition(() -> datastore.runInTransaction(transaction -> {
                call.accept(transaction);
                return null;
            }));
        }
        assertThat(datastore.find(good)).isNotNull();
        assertThat(datastore.count(Query.kind("K"))).isEqualTo(1);
    }

    private static Entity entity(Key key) {
        return Entity.builder(key).build();
    }

    private static void reportsByPosition(Runnable call) {
        InvalidKeysException bad = catchThrowableOfType(InvalidKeysException.class, call::run);
        assertThat(bad).isInstanceOf(InvalidKeyException.class);
        assertThat(bad.problems()).hasSize(4);
        assertThat(bad.problems().get(0)).isNull();
        assertThat(bad.problems().get(1)).hasMessageContaining("\"somebody-else\"");
        assertThat(bad.problems().get(2)).isNotNull();
        assertThat(bad.problems().get(3)).isNull();
        assertThat(bad)
                .hasMessageContaining("2 of 4 keys")
                .hasMessageContaining("At position 1:")
                .hasMessageContaining("At position 2:")
                .hasCause(bad.problems().get(1));
        assertThat(bad.getSuppressed()).containsExactly(bad.problems().get(2));
    }

    @Test
    void aBadKeyThatIsAloneIsReportedAsItIs() {
        List<Consumer<Collection<Key>>> calls = List.of(datastore::findAll, datastore::delete);

        for (Consumer<Collection<Key>> call : calls) {
            assertThatExceptionOfType(InvalidKeyException.class)
                    .isThrownBy(() -> call.accept(List.of(incomplete("K"))))
                    .isNotInstanceOf(InvalidKeysException.class);
        }
    }

    @Test
    void aKeyThatIsTooLongLeavesNothingOfItsListInATransaction() {
        datastore.runInTransaction(transaction -> {
            assertThatExceptionOfType(InvalidKeysException.class)
                    .isThrownBy(
                            () -> transaction.put(List.of(entity(key("K", 1)), entity(key("K", "n".repeat(1_400))))))
                    .withMessageContaining("At position 1:");
            return null;
        });

        assertThat(datastore.find(key("K", 1))).isNull();
    }
}
