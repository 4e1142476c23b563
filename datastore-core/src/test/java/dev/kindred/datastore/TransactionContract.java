package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several operations as one. */
abstract class TransactionContract extends DatastoreScenario {

    private static final Query ALL = Query.kind("T");
    private static final Query BY_N = ALL.orderBy(Order.ascending("n"));

    TransactionContract(Datastore datastore) {
        super(datastore);
    }

    private Transaction begin() {
        return datastore.begin(TransactionOptions.DEFAULT);
    }

    private Entity entity(String name, long n) {
        return Entity.builder(key("T", name)).set("n", n).build();
    }

    private void put(String name, long n) {
        datastore.put(entity(name, n));
    }

    private long n(String name) {
        return n(datastore, name);
    }

    private long n(EntityOperations operations, String name) {
        Value value = Objects.requireNonNull(operations.get(key("T", name)).value("n"));
        return ((Value.LongValue) value).value();
    }

    // ---- visibility

    @Test
    void aTransactionSeesItsOwnWritesByKey() {
        put("old", 1);
        put("gone", 1);
        try (Transaction transaction = begin()) {
            transaction.put(List.of(entity("old", 2), entity("new", 3)));
            transaction.delete(key("T", "gone"));

            assertThat(n(transaction, "old")).isEqualTo(2);
            assertThat(n(transaction, "new")).isEqualTo(3);
            assertThat(transaction.find(key("T", "gone"))).isNull();
            assertThat(transaction.findAll(List.of(key("T", "gone"), key("T", "new"), key("T", "none"))))
                    .containsExactly(null, entity("new", 3), null);
        }
    }

    @Test
    void aTransactionSeesItsOwnWritesInQueries() {
        for (int i = 1; i <= 6; i++) {
            put("t" + i, i * 10);
        }
        try (Transaction transaction = begin()) {
            transaction.put(List.of(entity("t2", 55), entity("new", 35), entity("t6", 60)));
            transaction.delete(List.of(key("T", "t3"), key("T", "never")));
            Query range = ALL.filter("n", Operator.GREATER_THAN, Value.of(30));

            assertThat(names(transaction, ALL)).containsExactly("new", "t1", "t2", "t4", "t5", "t6");
            assertThat(names(transaction, BY_N)).containsExactly("t1", "new", "t4", "t5", "t2", "t6");
            assertThat(names(transaction, ALL.orderBy(Order.descending("n"))))
                    .containsExactly("t6", "t2", "t5", "t4", "new", "t1");
            assertThat(names(transaction, range)).containsExactly("new", "t4", "t5", "t2", "t6");
            assertThat(names(transaction, range.offset(1).limit(3))).containsExactly("t4", "t5", "t2");
            assertThat(names(transaction, range.keysOnly().limit(1))).containsExactly("new");
            assertThat(transaction.count(range)).isEqualTo(5);
            assertThat(transaction.count(ALL)).isEqualTo(6);
            assertThat(names(transaction, ALL.filter("n", Operator.EQUAL, Value.of(20))))
                    .isEmpty();
            assertThat(names(transaction, ALL.filter("n", Operator.EQUAL, Value.of(55))))
                    .containsExactly("t2");
            assertThat(names(transaction, ALL.ancestor(key("T", "new")))).containsExactly("new");
            assertThat(names(transaction, Query.kindless().ancestor(key("T", "t3"))))
                    .isEmpty();
            assertThat(transaction
                            .run(ALL.filter("n", Operator.EQUAL, Value.of(35)))
                            .toList())
                    .containsExactly(entity("new", 35));
        }
        assertThat(names(BY_N)).containsExactly("t1", "t2", "t3", "t4", "t5", "t6");
    }

    @Test
    void limitsCountOwnWritesAndNotWhatTheyHide() {
        for (int i = 1; i <= 5; i++) {
            put("t" + i, i);
        }
        try (Transaction transaction = begin()) {
            transaction.delete(List.of(key("T", "t1"), key("T", "t2")));

            assertThat(names(transaction, BY_N.limit(2))).containsExactly("t3", "t4");
            assertThat(names(transaction, BY_N.offset(1).limit(1))).containsExactly("t4");
            assertThat(transaction.count(BY_N.limit(4))).isEqualTo(3);
        }
    }

    @Test
    void cursorsWorkWithinATransactionAndItsOwnWrites() {
        for (int i = 1; i <= 4; i++) {
            put("t" + i, i * 10);
        }
        try (Transaction transaction = begin()) {
            transaction.put(List.of(entity("new", 25), entity("t4", 5)));
            List<String> paged = new ArrayList<>();
            Cursor cursor = null;
            for (int page = 0; page < 6; page++) {
                QueryResults results = transaction.run(BY_N.startAt(cursor).limit(1));
                results.forEachRemaining(entity -> paged.add(entity.key().name()));
                cursor = results.cursor();
            }

            assertThat(paged).containsExactly("t4", "t1", "t2", "new", "t3");
        }
    }

    @Test
    void resultsAreAsOfTheirRunWhateverIsWrittenMeanwhile() {
        for (int i = 1; i <= 30; i++) {
            put("t" + i, i);
        }
        try (Transaction transaction = begin()) {
            transaction.put(entity("t0", 0));
            List<String> expected = names(transaction, BY_N);
            List<String> seen = new ArrayList<>();

            transaction.run(BY_N).forEachRemaining(found -> {
                seen.add(found.key().name());
                for (String name : List.of("t25", "t26", "t" + seen.size())) {
                    transaction.put(entity(name, 100));
                }
                transaction.delete(key("T", "t27"));
            });

            assertThat(seen).isEqualTo(expected);
            assertThat(names(transaction, BY_N)).doesNotContain("t27").hasSize(31);
        }
    }

    @Test
    void withHiddenOwnWritesATransactionReadsItsSnapshotAlone() {
        put("old", 1);
        put("gone", 2);
        try (Transaction transaction =
                datastore.begin(TransactionOptions.DEFAULT.withOwnWrites(TransactionOptions.OwnWrites.HIDDEN))) {
            transaction.put(List.of(entity("old", 5), entity("new", 6)));
            transaction.delete(key("T", "gone"));

            assertThat(n(transaction, "old")).isEqualTo(1);
            assertThat(transaction.find(key("T", "new"))).isNull();
            assertThat(transaction.find(key("T", "gone"))).isNotNull();
            assertThat(names(transaction, BY_N)).containsExactly("old", "gone");
            assertThat(transaction.count(ALL)).isEqualTo(2);
            transaction.commit();
        }
        assertThat(names(BY_N)).containsExactly("old", "new");
    }

    @Test
    void nobodySeesWritesBeforeTheCommitAndEverybodyAfter() {
        put("old", 1);
        Transaction transaction = begin();
        transaction.put(List.of(entity("old", 2), entity("new", 3)));

        assertThat(n("old")).isEqualTo(1);
        assertThat(names(BY_N)).containsExactly("old");

        transaction.commit();

        assertThat(n("old")).isEqualTo(2);
        assertThat(names(BY_N)).containsExactly("old", "new");
        assertThat(datastore.get(key("T", "old")).version())
                .isEqualTo(datastore.get(key("T", "new")).version());
    }

    @Test
    void aTransactionReadsTheStateOfItsBeginning() {
        put("a", 1);
        put("b", 1);
        try (Transaction transaction = begin()) {
            assertThat(n(transaction, "a")).isEqualTo(1);
            put("a", 2);
            put("c", 1);
            datastore.delete(key("T", "b"));

            assertThat(n(transaction, "a")).isEqualTo(1);
            assertThat(names(transaction, ALL)).containsExactly("a", "b");
            assertThat(names(transaction, ALL.filter("n", Operator.EQUAL, Value.of(1))))
                    .containsExactly("a", "b");
            assertThat(transaction.find(key("T", "c"))).isNull();
            assertThat(transaction.count(ALL)).isEqualTo(2);
        }
    }

    @Test
    void theLastOfSeveralWritesToOneKeyWins() {
        put("c", 1);
        try (Transaction transaction = begin()) {
            transaction.put(entity("a", 1));
            transaction.put(entity("a", 2));
            transaction.put(entity("b", 1));
            transaction.delete(key("T", "b"));
            transaction.delete(key("T", "c"));
            transaction.put(entity("c", 3));
            transaction.commit();
        }

        assertThat(n("a")).isEqualTo(2);
        assertThat(n("c")).isEqualTo(3);
        assertThat(names(BY_N)).containsExactly("a", "c");
    }

    @Test
    void anIdIsGivenAtThePut() {
        Key key;
        try (Transaction transaction = begin()) {
            key = transaction.put(Entity.builder(incomplete("T")).set("n", 7).build());

            assertThat(key.isIncomplete()).isFalse();
            assertThat(transaction.get(key).value("n")).isEqualTo(Value.of(7));
            transaction.put(
                    Entity.builder(key.child("T", "child")).set("parent", key).build());
            transaction.commit();
        }

        assertThat(datastore.find(key)).isNotNull();
        assertThat(names(ALL.filter("parent", Operator.EQUAL, Value.of(key)))).containsExactly("child");
    }

    @Test
    void aTransactionMaySpanNamespaces() {
        Key there = datastore.partition().withNamespace("there").key("T", "x");
        put("here", 1);

        datastore.runInTransaction(transaction -> {
            transaction.delete(key("T", "here"));
            transaction.put(Entity.builder(there).build());
            assertThat(keys(transaction, Query.kind("T").namespace("there"))).containsExactly(there);
            assertThat(keys(transaction, ALL)).isEmpty();
            return null;
        });

        assertThat(keys(datastore, ALL)).isEmpty();
        assertThat(datastore.find(there)).isNotNull();
    }

    // ---- ends

    @Test
    void rollbackLeavesNoTrace() {
        put("a", 1);
        Transaction transaction = begin();
        transaction.put(List.of(entity("a", 2), entity("b", 2)));
        transaction.delete(key("T", "a"));

        transaction.rollback();

        assertThat(transaction.state()).isEqualTo(Transaction.State.ROLLED_BACK);
        assertThat(names(BY_N)).containsExactly("a");
        assertThat(n("a")).isEqualTo(1);
    }

    @Test
    void closeRollsBackWhatWasNotCommitted() {
        Transaction transaction = begin();
        transaction.put(entity("a", 1));

        transaction.close();

        assertThat(transaction.state()).isEqualTo(Transaction.State.ROLLED_BACK);
        assertThat(names(ALL)).isEmpty();
        transaction.close();
    }

    @Test
    void closeAfterCommitChangesNothing() {
        Transaction transaction = begin();
        transaction.put(entity("a", 1));
        transaction.commit();

        transaction.close();
        transaction.rollback();

        assertThat(transaction.state()).isEqualTo(Transaction.State.COMMITTED);
        assertThat(names(ALL)).containsExactly("a");
    }

    @Test
    void anEmptyCommitIsFine() {
        Transaction transaction = begin();

        transaction.commit();

        assertThat(transaction.state()).isEqualTo(Transaction.State.COMMITTED);
    }

    @Test
    void afterItsEndATransactionRefusesEverythingButRollback() {
        put("a", 1);
        Transaction committed = begin();
        committed.put(entity("b", 1));
        committed.commit();
        Transaction rolledBack = begin();
        rolledBack.rollback();
        Transaction failed = conflicting();

        for (Transaction ended : List.of(committed, rolledBack, failed)) {
            Transaction.State state = ended.state();
            List<Consumer<Transaction>> calls = List.of(
                    t -> t.find(key("T", "a")),
                    t -> t.get(key("T", "a")),
                    t -> t.findAll(List.of(key("T", "a"))),
                    t -> t.put(entity("a", 9)),
                    t -> t.insert(List.of(entity("z", 9))),
                    t -> t.update(List.of(entity("a", 9))),
                    t -> t.delete(key("T", "a")),
                    t -> t.apply(List.of(Mutation.put(entity("a", 9)))),
                    t -> t.find(key("T", "a"), PropertyMask.of("n")),
                    t -> t.entityGroupVersion(key("T", "a")),
                    t -> t.run(ALL),
                    t -> t.count(ALL),
                    t -> t.afterCommit(() -> {}),
                    Transaction::commit);
            for (Consumer<Transaction> call : calls) {
                assertThatIllegalStateException().isThrownBy(() -> call.accept(ended));
                assertThat(ended.state()).isEqualTo(state);
            }
            ended.rollback();
            ended.close();
            assertThat(ended.state()).isEqualTo(state);
        }
        assertThat(failed.state()).isEqualTo(Transaction.State.FAILED);
        assertThat(n("a")).isEqualTo(2);
        assertThat(names(ALL)).containsExactly("a", "b");
    }

    private Transaction conflicting() {
        Transaction transaction = begin();
        transaction.put(entity("c", n(transaction, "a")));
        put("a", 2);
        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
        return transaction;
    }

    @Test
    void aRefusedWriteLeavesTheTransactionInUse() {
        try (Transaction transaction = begin()) {
            transaction.put(entity("a", 1));
            Key foreign = new Partition("somebody-else", "").key("T", "c");
            assertThatExceptionOfType(InvalidKeyException.class)
                    .isThrownBy(() -> transaction.put(
                            List.of(entity("b", 1), Entity.builder(foreign).build())));
            assertThatExceptionOfType(InvalidKeyException.class)
                    .isThrownBy(() -> transaction.delete(List.of(key("T", "a"), incomplete("T"))));
            assertThatExceptionOfType(NoSuchEntityException.class).isThrownBy(() -> transaction.get(key("T", "none")));

            assertThat(transaction.state()).isEqualTo(Transaction.State.ACTIVE);
            transaction.commit();
        }

        assertThat(names(ALL)).containsExactly("a");
    }

    @Test
    void insertAndUpdateKeepTheirConditionsInATransaction() {
        put("there", 1);

        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(entity("other", 1));
                    return transaction.insert(List.of(entity("there", 2)));
                }))
                .satisfies(e -> assertThat(e.key()).isEqualTo(key("T", "there")));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(entity("other", 1));
                    transaction.update(List.of(entity("absent", 2)));
                    return null;
                }))
                .satisfies(e -> assertThat(e.key()).isEqualTo(key("T", "absent")));

        assertThat(names(ALL)).containsExactly("there");
        assertThat(n("there")).isEqualTo(1);
    }

    @Test
    void insertAndUpdateSeeTheTransactionsOwnWrites() {
        put("there", 1);
        datastore.runInTransaction(transaction -> {
            transaction.delete(key("T", "there"));
            transaction.insert(List.of(entity("there", 2)));
            transaction.put(entity("new", 1));
            transaction.update(List.of(entity("new", 3)));
            return null;
        });

        assertThat(n("there")).isEqualTo(2);
        assertThat(n("new")).isEqualTo(3);
        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.put(entity("twice", 1));
                    return transaction.insert(List.of(entity("twice", 2)));
                }));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    transaction.delete(key("T", "new"));
                    transaction.update(List.of(entity("new", 2)));
                    return null;
                }));
    }

    // ---- conflicts

    @Test
    void ofTwoThatReadAndWriteOneEntityTheSecondConflictsAndLeavesNoTrace() {
        put("a", 1);
        Transaction first = begin();
        Transaction second = begin();
        first.put(entity("a", n(first, "a") + 1));
        second.put(List.of(entity("a", n(second, "a") + 1), entity("trace", 1)));

        first.commit();

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(second::commit);
        assertThat(second.state()).isEqualTo(Transaction.State.FAILED);
        assertThat(names(BY_N)).containsExactly("a");
        assertThat(n("a")).isEqualTo(2);
    }

    @Test
    void ofTwoThatEachReadWhatTheOtherWritesOneConflicts() {
        put("x", 1);
        put("y", 1);
        Transaction first = begin();
        Transaction second = begin();
        first.put(entity("x", n(first, "x") + n(first, "y")));
        second.put(entity("y", n(second, "x") + n(second, "y")));

        first.commit();

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(second::commit);
        assertThat(n("x") + n("y")).isEqualTo(3);
    }

    @Test
    void readingThatAnEntityIsAbsentConflictsWithItsCreation() {
        Transaction transaction = begin();
        assertThat(transaction.find(key("T", "a"))).isNull();
        transaction.put(entity("b", 1));

        putHavingLookedFor(key("T", "b"), entity("a", 1));

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
    }

    /** So that neither of two transactions can be thought to have run first: to an engine that asks for that alone, one that is read by the other came after it. */
    private void putHavingLookedFor(Key other, Entity entity) {
        datastore.runInTransaction(transaction -> {
            transaction.find(other);
            return transaction.put(entity);
        });
    }

    @Test
    void anEntityThatAppearsInAQueryConflicts() {
        put("t1", 1);
        put("t5", 5);
        List<Query> queries = List.of(
                ALL,
                BY_N,
                ALL.orderBy(Order.descending("n")),
                ALL.filter("n", Operator.EQUAL, Value.of(3)),
                ALL.filter("n", Operator.LESS_THAN, Value.of(4)),
                ALL.filter("n", Operator.GREATER_THAN, Value.of(2)).orderBy(Order.descending("n")),
                ALL.filter("n", Operator.NOT_EQUAL, Value.of(1)),
                ALL.filter(Filter.in("n", List.of(Value.of(2), Value.of(3)))),
                ALL.filter("n", Operator.EQUAL, Value.of(3)).filter("m", Operator.EQUAL, Value.of(1)),
                ALL.filter("n", Operator.EQUAL, Value.of(3)).orderBy(Order.descending("m")),
                ALL.ancestor(key("T", "new")),
                Query.kindless().ancestor(key("T", "new")),
                Query.kindless(),
                ALL.filter(Filter.key(Operator.LESS_THAN, key("T", "t0"))),
                BY_N.limit(2),
                BY_N.keysOnly());
        List<Consumer<Transaction>> reads = new ArrayList<>();
        for (Query query : queries) {
            reads.add(transaction -> transaction.run(query).toList());
            // A count may be what it was, although its first results are others.
            reads.add(transaction -> transaction.count(query.limit(-1)));
        }
        for (int i = 0; i < reads.size(); i++) {
            Transaction transaction = begin();
            reads.get(i).accept(transaction);
            transaction.put(Entity.builder(key("Other", i + 1)).build());

            putHavingLookedFor(
                    key("Other", i + 1),
                    entity("new", 3).toBuilder().set("m", 1).build());

            assertThatExceptionOfType(ConcurrentTransactionException.class)
                    .as("%s, %s", queries.get(i / 2), i % 2 == 0 ? "run" : "count")
                    .isThrownBy(transaction::commit);
            datastore.delete(key("T", "new"));
        }
        assertThat(datastore.count(Query.kind("Other"))).isZero();
    }

    @Test
    void anEntityThatLeavesOrChangesInAQueryConflicts() {
        Query range = ALL.filter("n", Operator.GREATER_THAN, Value.of(2));
        List<Runnable> changes = List.of(
                () -> datastore.delete(key("T", "a")),
                () -> put("a", 1),
                () -> put("a", 4),
                () -> datastore.put(entity("a", 3).toBuilder().set("m", 1).build()));
        for (Runnable change : changes) {
            put("a", 3);
            Transaction transaction = begin();
            transaction.run(range).toList();
            transaction.put(Entity.builder(key("Other", 1)).build());

            change.run();

            assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
        }
        assertThat(datastore.find(key("Other", 1))).isNull();
    }

    @Test
    void ofTwoThatEachInsertWhatTheOtherLookedForOneConflicts() {
        Query taken = ALL.filter("n", Operator.EQUAL, Value.of(7));
        Transaction first = begin();
        Transaction second = begin();
        assertThat(first.count(taken)).isZero();
        assertThat(second.run(taken).hasNext()).isFalse();
        first.put(Entity.builder(incomplete("T")).set("n", 7).build());
        second.put(Entity.builder(incomplete("T")).set("n", 7).build());

        first.commit();

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(second::commit);
        assertThat(datastore.count(taken)).isEqualTo(1);
    }

    @Test
    void anOwnWriteDoesNotHideThatTheReadConflicts() {
        put("a", 1);
        Transaction transaction = begin();
        transaction.put(entity("b", 2));
        assertThat(names(transaction, BY_N)).containsExactly("a", "b");

        put("a", 5);

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
    }

    @Test
    void writersOfDifferentEntitiesDoNotConflict() {
        put("a", 1);
        put("b", 1);
        Transaction first = begin();
        Transaction second = begin();
        first.put(entity("a", n(first, "a") + 1));
        second.put(entity("b", n(second, "b") + 1));

        first.commit();
        second.commit();

        assertThat(n("a") + n("b")).isEqualTo(4);
    }

    @Test
    void aReaderNeverConflicts() {
        put("a", 1);
        Transaction readOnly = datastore.begin(TransactionOptions.READ_ONLY);
        Transaction reader = begin();
        for (Transaction transaction : List.of(readOnly, reader)) {
            assertThat(n(transaction, "a")).isEqualTo(1);
            assertThat(names(transaction, BY_N)).containsExactly("a");
        }

        put("a", 2);
        put("b", 3);

        assertThat(names(readOnly, BY_N)).containsExactly("a");
        assertThat(n(readOnly, "a")).isEqualTo(1);
        readOnly.commit();
        reader.commit();
        assertThat(readOnly.state()).isEqualTo(Transaction.State.COMMITTED);
        assertThat(reader.state()).isEqualTo(Transaction.State.COMMITTED);
    }

    @Test
    void aSerialReaderKeepsItsSnapshotAndNeverConflicts() {
        put("a", 1);
        Transaction reader = datastore.begin(TransactionOptions.READ_SERIAL);
        assertThat(n(reader, "a")).isEqualTo(1);

        put("a", 2);
        put("b", 3);

        assertThat(names(reader, BY_N)).containsExactly("a");
        assertThat(n(reader, "a")).isEqualTo(1);
        reader.commit();
        assertThat(reader.state()).isEqualTo(Transaction.State.COMMITTED);
    }

    @Test
    void aReadOnlyTransactionRefusesToWrite() {
        refusesToWrite(TransactionOptions.READ_ONLY);
        refusesToWrite(TransactionOptions.READ_SERIAL);
    }

    private void refusesToWrite(TransactionOptions options) {
        put("a", 1);
        try (Transaction transaction = datastore.begin(options)) {
            List<Consumer<Transaction>> writes = List.of(
                    t -> t.put(entity("b", 1)),
                    t -> t.insert(List.of(entity("b", 1))),
                    t -> t.update(List.of(entity("a", 2))),
                    t -> t.delete(key("T", "a")),
                    t -> t.apply(List.of(Mutation.put(entity("a", 2)))));
            for (Consumer<Transaction> write : writes) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> write.accept(transaction))
                        .withMessageContaining("read-only");
            }
            assertThat(n(transaction, "a")).isEqualTo(1);
            transaction.commit();
        }
        assertThat(names(ALL)).containsExactly("a");
    }

    @Test
    void writesOutsideOfTransactionsNeverLoseEachOther() {
        put("a", 1);
        Transaction transaction = begin();
        transaction.put(entity("a", n(transaction, "a") + 10));

        datastore.delete(key("T", "a"));

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
        assertThat(datastore.find(key("T", "a"))).isNull();
    }

    // ---- running work

    @Test
    void workRunsAgainAfterAConflictAndItsResultIsThatOfTheCommittedAttempt() {
        put("a", 1);
        List<Transaction> attempts = new ArrayList<>();

        String result = datastore.runInTransaction(transaction -> {
            attempts.add(transaction);
            transaction.put(entity("a", n(transaction, "a") + 1));
            if (attempts.size() < 3) {
                put("a", 10 * attempts.size());
            }
            return "attempt " + attempts.size();
        });

        assertThat(result).isEqualTo("attempt 3");
        assertThat(n("a")).isEqualTo(21);
        assertThat(attempts).doesNotHaveDuplicates();
        assertThat(attempts)
                .extracting(Transaction::state)
                .containsExactly(Transaction.State.FAILED, Transaction.State.FAILED, Transaction.State.COMMITTED);
    }

    @Test
    void workThatConflictsAtEveryAttemptFailsAndChangesNothing() {
        put("a", 1);
        for (int attempts : new int[] {1, 3, 5}) {
            List<Transaction> begun = new ArrayList<>();

            assertThatExceptionOfType(ConcurrentTransactionException.class)
                    .isThrownBy(() -> datastore.runInTransaction(
                            TransactionOptions.DEFAULT.withAttempts(attempts), transaction -> {
                                begun.add(transaction);
                                transaction.put(entity("b", n(transaction, "a")));
                                put("a", begun.size());
                                return null;
                            }));

            assertThat(begun).hasSize(attempts);
            assertThat(names(ALL)).containsExactly("a");
        }
    }

    @Test
    void workThatReportsAConflictItselfRunsAgain() {
        List<Transaction> attempts = new ArrayList<>();

        datastore.runInTransaction(transaction -> {
            attempts.add(transaction);
            transaction.put(entity("a", attempts.size()));
            if (attempts.size() == 1) {
                throw new ConcurrentTransactionException("told by the work");
            }
            return null;
        });

        assertThat(attempts).hasSize(2);
        assertThat(n("a")).isEqualTo(2);
    }

    @Test
    void anExceptionOfTheWorkRollsBackAndComesThroughUnchanged() {
        List<Transaction> attempts = new ArrayList<>();
        RuntimeException failure = new RuntimeException("mine");

        assertThatRuntimeException()
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    attempts.add(transaction);
                    transaction.put(entity("a", 1));
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(attempts).extracting(Transaction::state).containsExactly(Transaction.State.ROLLED_BACK);
        assertThat(names(ALL)).isEmpty();
        StackOverflowError error = new StackOverflowError("mine");
        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> datastore.runInTransaction(transaction -> {
                    attempts.add(transaction);
                    throw error;
                }))
                .isSameAs(error);
        assertThat(attempts.get(1).state()).isEqualTo(Transaction.State.ROLLED_BACK);
    }

    @Test
    void workInWorkIsATransactionOfItsOwn() {
        assertThatRuntimeException()
                .isThrownBy(() -> datastore.runInTransaction(outer -> {
                    outer.put(entity("outer", 1));
                    datastore.runInTransaction(inner -> inner.put(entity("inner", 1)));
                    assertThat(datastore.find(key("T", "outer"))).isNull();
                    throw new RuntimeException("outer only");
                }))
                .withMessage("outer only");

        assertThat(names(ALL)).containsExactly("inner");
    }

    @Test
    void aConflictOfATransactionWithinTheWorkIsRetriedWithTheWork() {
        put("a", 1);
        List<Transaction> attempts = new ArrayList<>();

        datastore.runInTransaction(outer -> {
            attempts.add(outer);
            outer.put(entity("outer", attempts.size()));
            return datastore.runInTransaction(TransactionOptions.DEFAULT.withAttempts(1), inner -> {
                long n = n(inner, "a");
                if (attempts.size() == 1) {
                    put("a", 10);
                }
                return inner.put(entity("a", n + 1));
            });
        });

        assertThat(attempts).hasSize(2);
        assertThat(n("a")).isEqualTo(11);
        assertThat(n("outer")).isEqualTo(2);
    }

    @Test
    void theVersionOfAnEntityGroupGrowsWithItsCommitsAndStaysInATransaction() {
        Key root = key("T", "root");
        Key child = root.child("T", "child");
        long before = datastore.entityGroupVersion(root);
        assertThat(before).isPositive();

        datastore.put(Entity.builder(child).build());

        long after = datastore.entityGroupVersion(root);
        assertThat(after).isGreaterThan(before);
        assertThat(datastore.entityGroupVersion(child)).isEqualTo(after);
        try (Transaction transaction = begin()) {
            assertThat(transaction.entityGroupVersion(root)).isEqualTo(after);
            transaction.put(Entity.builder(key("T", "mine")).build());
            datastore.delete(child);
            assertThat(transaction.entityGroupVersion(root)).isEqualTo(after);
        }
        assertThat(datastore.entityGroupVersion(child)).isGreaterThan(after);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.entityGroupVersion(incomplete("T")));
    }

    @Test
    void aBlindWriteConflictsWithNobody() {
        Transaction first = begin();
        Transaction second = begin();
        first.put(entity("blind", 1));
        second.insert(List.of(entity("fresh", 2)));
        put("elsewhere", 1);

        first.commit();
        second.commit();

        assertThat(n("blind")).isEqualTo(1);
        assertThat(n("fresh")).isEqualTo(2);
    }

    @Test
    void actionsRunInOrderAfterTheCommit() {
        List<String> seen = new ArrayList<>();
        Transaction transaction = begin();
        transaction.put(entity("a", 1));
        transaction.afterCommit(() -> seen.add("first sees " + names(ALL)));
        transaction.afterCommit(() -> {
            throw new IllegalArgumentException("expected by a test");
        });
        transaction.afterCommit(() -> seen.add("third"));
        assertThat(seen).isEmpty();

        transaction.commit();

        assertThat(seen).containsExactly("first sees [a]", "third");
        assertThat(transaction.state()).isEqualTo(Transaction.State.COMMITTED);
    }

    @Test
    void actionsDoNotRunWithoutACommit() {
        put("a", 1);
        List<String> seen = new ArrayList<>();
        Transaction rolledBack = begin();
        rolledBack.afterCommit(() -> seen.add("rolled back"));
        rolledBack.rollback();
        Transaction conflicting = begin();
        conflicting.afterCommit(() -> seen.add("conflict"));
        conflicting.put(entity("b", n(conflicting, "a")));
        put("a", 2);

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(conflicting::commit);

        assertThat(seen).isEmpty();
        datastore.runInTransaction(transaction -> {
            transaction.afterCommit(() -> seen.add("attempt"));
            transaction.put(entity("b", n(transaction, "a")));
            if (n("a") < 4) {
                put("a", n("a") + 1);
            }
            return null;
        });
        assertThat(seen).containsExactly("attempt");
    }

    @Test
    void aTransactionWhoseTimeIsUpFailsAndChangesNothing() {
        put("a", 1);
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT.withTimeout(Duration.ofMillis(20)));
        transaction.put(entity("b", 1));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThatExceptionOfType(TransactionExpiredException.class)
                        .isThrownBy(() -> transaction.find(key("T", "a")))
                        .withMessageContaining("20 ms"));

        assertThat(transaction.state()).isEqualTo(Transaction.State.FAILED);
        assertThatIllegalStateException().isThrownBy(transaction::commit);
        transaction.rollback();
        transaction.close();
        assertThat(names(ALL)).containsExactly("a");
    }

    @Test
    void optionsAreThoseTheTransactionWasBegunWith() {
        TransactionOptions options = TransactionOptions.DEFAULT.withAttempts(7).withTimeout(Duration.ofSeconds(5));

        try (Transaction transaction = datastore.begin(options)) {
            assertThat(transaction.options()).isEqualTo(options);
            assertThat(transaction.state()).isEqualTo(Transaction.State.ACTIVE);
        }
    }
}
