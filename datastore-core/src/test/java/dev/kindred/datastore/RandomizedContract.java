package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.query.AggregationQuery;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random writes, queries, cursors and transactions, each done on the datastore and on {@link ReferenceDatastore}; every answer must be the same. A case is
 * a namespace of its own with some eighty steps. {@code -Dkindred.random.steps=1000000} runs more of them than the default; a failure prints the seed of its case and
 * all of its steps, and {@code -Dkindred.random.seed=…} begins with that case.
 */
abstract class RandomizedContract extends DatastoreScenario {

    private static final int STEPS_PER_CASE = 80;

    private final DatastoreContract.Conflicts conflicts;

    RandomizedContract(Datastore datastore, DatastoreContract.Conflicts conflicts) {
        super(datastore);
        this.conflicts = conflicts;
    }

    @Test
    void everyAnswerIsThatOfTheReference() {
        long firstSeed = Long.getLong("kindred.random.seed", System.nanoTime());
        int cases = Math.max(1, Integer.getInteger("kindred.random.steps", 4_000) / STEPS_PER_CASE / oneCaseOf());
        for (int i = 0; i < cases; i++) {
            Case each = new Case(firstSeed + i, datastore, conflicts);
            begin(each.random.kinds());
            each.play();
        }
    }

    /** How many times fewer cases are played: for variants that cost more. */
    int oneCaseOf() {
        return 1;
    }

    /** Told the kinds of each case before it is played. */
    void begin(List<String> kinds) {}

    /** One namespace, twice: in the datastore under test and in the reference. */
    private static final class Case {

        private final long seed;
        private final DatastoreContract.Conflicts conflicts;
        private final Datastore tested;
        private final RandomCase random;
        private final Partition partition;
        private final Datastore reference;
        private final List<Object> steps = new ArrayList<>();
        private final List<Marks> marks = new ArrayList<>();

        /** The cursors of both for one place of one query. */
        private record Marks(Query query, Cursor tested, Cursor reference) {}

        Case(long seed, Datastore tested, DatastoreContract.Conflicts conflicts) {
            this.seed = seed;
            this.conflicts = conflicts;
            this.tested = tested;
            this.partition = tested.partition().withNamespace("case" + Long.toUnsignedString(seed, 36));
            this.reference = new ReferenceDatastore(tested.partition());
            this.random = new RandomCase(seed, partition);
        }

        void play() {
            try {
                List<Entity> beginning = random.beginning();
                both("put the first " + beginning.size(), tested, reference, on -> on.put(beginning));
                for (int step = 0; step < STEPS_PER_CASE; step++) {
                    if (random.chance(10)) {
                        transaction();
                    } else {
                        step(tested, reference);
                    }
                }
                cleanUp();
            } catch (RuntimeException | AssertionError e) {
                StringBuilder story =
                        new StringBuilder("-Dkindred.random.seed=" + seed + " -Dkindred.random.steps=1, after\n");
                steps.forEach(step -> story.append("  ").append(step).append('\n'));
                throw new AssertionError(story.append(e).toString(), e);
            }
        }

        private void step(EntityOperations tested, EntityOperations reference) {
            int kind = random.below(100);
            if (kind < 12) {
                mutate(tested, reference);
            } else if (kind < 30) {
                List<Entity> entities = new ArrayList<>();
                for (int left = 1 + random.below(4); left > 0; left--) {
                    entities.add(random.entity());
                }
                both("put " + entities, tested, reference, on -> on.put(entities));
            } else if (kind < 36) {
                List<Key> keys = List.of(random.key(), random.key());
                both("delete " + keys, tested, reference, on -> {
                    on.delete(keys);
                    return "done";
                });
            } else if (kind < 42) {
                List<Key> keys = List.of(random.key(), random.key(), random.key());
                if (random.chance(50)) {
                    both("find " + keys, tested, reference, on -> on.findAll(keys));
                } else {
                    PropertyMask mask = random.mask();
                    both("find " + mask + " of " + keys, tested, reference, on -> on.findAll(keys, mask));
                }
            } else if (kind < 48) {
                Entity entity = random.entity();
                bothIfAllowed("insert " + entity, tested, reference, on -> on.insert(List.of(entity)));
            } else if (kind < 54) {
                Entity entity = random.entity();
                bothIfAllowed("update " + entity, tested, reference, on -> {
                    on.update(List.of(entity));
                    return "done";
                });
            } else if (kind < 62 && !marks.isEmpty()) {
                fromMark(tested, reference);
            } else if (kind < 70) {
                Query query = random.cut(random.query());
                both("count " + query, tested, reference, on -> on.count(query));
            } else if (kind < 76) {
                AggregationQuery query = random.aggregation(random.cut(random.query()));
                both(query.toString(), tested, reference, on -> on.aggregate(query));
            } else {
                query(tested, reference);
            }
        }

        /** Which of several reasons to refuse a list is told may differ, since some conditions are left to the commit. */
        private void mutate(EntityOperations tested, EntityOperations reference) {
            List<RandomCase.Planned> planned = random.mutations();
            Function<EntityOperations, Object> call = on -> {
                List<Mutation> mutations =
                        planned.stream().map(each -> planned(on, each)).toList();
                try {
                    return on.apply(mutations).stream()
                            .map(result -> result.key() + " " + result.conflictDetected() + result.transformResults())
                            .toList();
                } catch (DatastoreException e) {
                    if (e instanceof ConcurrentTransactionException) {
                        throw e;
                    }
                    return DatastoreException.class;
                }
            };
            String step = "apply " + planned;
            if (!(reference instanceof Transaction)) {
                both(step, tested, reference, call);
                return;
            }
            Object expected = answer(call, reference);
            if (!(expected instanceof Class)) {
                steps.add(step);
                assertThat(answer(call, tested)).as("%s", step).isEqualTo(expected);
            }
        }

        private static Mutation planned(EntityOperations on, RandomCase.Planned planned) {
            Mutation mutation = planned.mutation();
            if (planned.base() == RandomCase.Base.ANY) {
                return mutation;
            }
            Entity entity = on.find(mutation.key());
            long current = entity == null ? 0 : entity.version();
            return mutation.ifVersion(
                    switch (planned.base()) {
                        case ANY, NONE -> 0;
                        case CURRENT -> current;
                        case WRONG -> current + 1_000_000_000;
                    });
        }

        private void query(EntityOperations tested, EntityOperations reference) {
            Query query = random.query();
            Query cut = random.cut(query);
            List<?> found =
                    both("run " + cut, tested, reference, on -> on.run(cut).toList());
            if (found != null && random.chance(50)) {
                int taken = random.below(found.size() + 1);
                Marks mark = new Marks(query, cursor(tested, cut, taken), cursor(reference, cut, taken));
                steps.add("mark " + marks.size() + " after " + taken);
                marks.add(mark);
                fromMark(tested, reference);
            }
        }

        private static Cursor cursor(EntityOperations on, Query query, int taken) {
            try (QueryResults results = on.run(query)) {
                for (int i = 0; i < taken; i++) {
                    results.next();
                }
                return results.cursor();
            }
        }

        private void fromMark(EntityOperations tested, EntityOperations reference) {
            int one = random.below(marks.size());
            Marks start = marks.get(one);
            Query cut = random.cut(start.query());
            int how = random.below(4);
            int other = random.below(marks.size());
            boolean both = how == 3 && marks.get(other).query() == start.query();
            String step = (how == 0 ? "to mark " : "from mark ") + one + (both ? " to mark " + other : "") + " " + cut;
            Function<Boolean, Query> query = isTested -> {
                Cursor cursor = isTested ? start.tested() : start.reference();
                Query bounded = how == 0 ? cut.endAt(cursor) : cut.startAt(cursor);
                Marks end = marks.get(other);
                return both ? bounded.endAt(isTested ? end.tested() : end.reference()) : bounded;
            };
            both("run " + step, tested, reference, on -> on.run(query.apply(on == tested))
                    .toList());
            both("count " + step, tested, reference, on -> on.count(query.apply(on == tested)));
        }

        private void transaction() {
            TransactionOptions options = random.chance(25)
                    ? TransactionOptions.DEFAULT.withOwnWrites(TransactionOptions.OwnWrites.HIDDEN)
                    : TransactionOptions.DEFAULT;
            steps.add("begin " + options.ownWrites());
            try (Transaction ours = tested.begin(options);
                    Transaction model = reference.begin(options)) {
                for (int left = 2 + random.below(8); left > 0; left--) {
                    step(ours, model);
                }
                if (random.chance(70)) {
                    commit(ours, model);
                } else {
                    steps.add("rollback");
                }
            } catch (ConcurrentTransactionException collided) {
                if (conflicts == DatastoreContract.Conflicts.OF_READS) {
                    throw collided;
                }
                // With commits to the dictionary, say. Nothing of it must have happened, which the next steps show.
                steps.add("collided");
            }
        }

        /** The one under test first: if it may not, the reference must not. */
        private void commit(Transaction ours, Transaction model) {
            steps.add("commit");
            Function<EntityOperations, Object> commit = on -> {
                ((Transaction) on).commit();
                return "committed";
            };
            Object actual = answer(commit, ours);
            assertThat(actual).as("commit").isEqualTo(answer(commit, model));
        }

        /** Whatever is left of index rows would show here. */
        private void cleanUp() {
            Query all = Query.kindless().namespace(partition.namespace());
            List<?> left =
                    both("run " + all, tested, reference, on -> on.run(all).toList());
            tested.delete(left.stream().map(entity -> ((Entity) entity).key()).toList());
            steps.add("delete all");
            assertThat(tested.count(all)).isZero();
            for (int i = 0; i < 10; i++) {
                Query query = random.query();
                try {
                    assertThat(tested.run(query).toList()).as("%s", query).isEmpty();
                } catch (InvalidQueryException e) {
                    // One of those that ask too much.
                }
            }
        }

        /** Does a step on both and compares answers, or the types of what they throw. Returns a list if that is the answer of both. */
        private List<?> both(
                String step,
                EntityOperations tested,
                EntityOperations reference,
                Function<EntityOperations, Object> call) {
            steps.add(step);
            Object expected = answer(call, reference);
            Object actual = answer(call, tested);
            assertThat(actual).as("%s", step).isEqualTo(expected);
            return expected instanceof List<?> list ? list : null;
        }

        /** A transaction may refuse at the write or at the commit, and is over then: in one, only what the reference allows is done. */
        private void bothIfAllowed(
                String step,
                EntityOperations tested,
                EntityOperations reference,
                Function<EntityOperations, Object> call) {
            if (!(reference instanceof Transaction)) {
                both(step, tested, reference, call);
            } else if (!(answer(call, reference) instanceof Class)) {
                steps.add(step);
                call.apply(tested);
            }
        }

        private static Object answer(Function<EntityOperations, Object> call, EntityOperations on) {
            try {
                return call.apply(on);
            } catch (InvalidQueryException | InvalidValueException | EntityExistsException | NoSuchEntityException e) {
                return e.getClass();
            }
        }
    }
}
