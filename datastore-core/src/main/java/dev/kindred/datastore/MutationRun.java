package dev.kindred.datastore;

import dev.kindred.datastore.Mutation.OnConflict;
import dev.kindred.datastore.Mutation.Operation;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.transaction.WriteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works a list of mutations out, then hands them to the buffer of a transaction: whatever is refused is refused before anything is buffered.
 *
 * <p>What a mask leaves and a base version demands has to be read. The reads join the transaction's read set, so that the commit fails if any of it has changed
 * since: no engine needs to know masks, transforms or base versions. A mutation without them reads nothing here; its condition is checked by the commit.
 */
final class MutationRun {

    private final LocalTransaction transaction;
    private final List<Mutation> mutations;
    private final List<Key> keys;
    /** The entities in the snapshot under those keys that had to be read. */
    private final Map<Key, Optional<Entity>> stored = new HashMap<>();
    /** The state after the mutations so far, of those keys they wrote. */
    private final Map<Key, Optional<Entity>> states = new HashMap<>();

    private final List<Runnable> writes = new ArrayList<>();
    private final List<MutationResult> results = new ArrayList<>();

    private MutationRun(LocalTransaction transaction, List<Mutation> mutations, List<Key> keys) {
        this.transaction = transaction;
        this.mutations = mutations;
        this.keys = keys;
    }

    /** Buffers the mutations. The keys are theirs, in order, completed and checked. */
    static List<MutationResult> apply(LocalTransaction transaction, List<Mutation> mutations, List<Key> keys) {
        MutationRun run = new MutationRun(transaction, mutations, keys);
        run.read();
        for (int i = 0; i < mutations.size(); i++) {
            run.add(mutations.get(i), keys.get(i));
        }
        run.writes.forEach(Runnable::run);
        return List.copyOf(run.results);
    }

    /**
     * Refuses what cannot be right whatever is stored: incomplete keys of updates and deletions, too many transforms, and a write that expects the opposite of what the one before it in the list leaves.
     *
     * @throws InvalidKeyException if a key must be complete
     * @throws InvalidMutationException if there is another such mutation
     */
    static void check(List<Mutation> mutations, List<Key> keys) {
        Map<Key, Operation> last = new HashMap<>();
        Map<Key, Integer> transforms = new HashMap<>();
        for (int position = 0; position < mutations.size(); position++) {
            Mutation mutation = mutations.get(position);
            Key key = keys.get(position);
            if (mutation.needsCompleteKey()) {
                LocalDatastore.checkComplete(key);
            }
            if (key.isIncomplete()) {
                refuseVersionOfNewEntity(mutation, position);
                continue;
            }
            Operation before = last.put(key, mutation.operation());
            boolean exists = before != null && before != Operation.DELETE;
            if (exists && mutation.operation() == Operation.INSERT
                    || before == Operation.DELETE && mutation.operation() == Operation.UPDATE) {
                throw new InvalidMutationException(
                        "Mutation " + position + " cannot " + mutation.operation() + " " + key + " after " + before
                                + " of the same entity in the same list. Use PUT, or leave one of them out.");
            }
            if (!mutation.transforms().isEmpty()) {
                Mutation.checkTransforms(
                        key, transforms.merge(key, mutation.transforms().size(), Integer::sum));
            }
        }
    }

    private static void refuseVersionOfNewEntity(Mutation mutation, int position) {
        Long base = mutation.baseVersion();
        if (base != null && base != 0) {
            throw new InvalidMutationException("Mutation " + position + " expects version " + base + " of "
                    + mutation.key() + ", which gets a new id. Leave the version out, or complete the key.");
        }
    }

    private static boolean isNew(Mutation mutation) {
        return mutation.key().isIncomplete();
    }

    private void read() {
        Set<Key> needed = new HashSet<>();
        Set<Key> conditional = new HashSet<>();
        for (int i = 0; i < mutations.size(); i++) {
            Mutation mutation = mutations.get(i);
            Key key = keys.get(i);
            Operation operation = mutation.operation();
            if (isNew(mutation)) {
                continue;
            }
            if (operation == Operation.INSERT || operation == Operation.UPDATE) {
                conditional.add(key);
            }
            boolean masked = mutation.mask() != null && operation != Operation.INSERT;
            boolean forgets = operation == Operation.DELETE
                    && (conditional.contains(key) || transaction.hasUncheckedCondition(key));
            if (masked || mutation.baseVersion() != null || forgets) {
                needed.add(key);
            }
        }
        List<Key> reads = List.copyOf(needed);
        List<@Nullable Entity> found = transaction.readSnapshot(reads);
        for (int i = 0; i < reads.size(); i++) {
            stored.put(reads.get(i), Optional.ofNullable(found.get(i)));
        }
    }

    /** What the next mutation of a key finds: absent, present, or null if that is not known before the commit. */
    @SuppressWarnings("OptionalOfNullableMisuse")
    private @Nullable Optional<Entity> state(Key key) {
        Optional<Entity> state = states.get(key);
        if (state == null) {
            state = transaction.written(key);
        }
        return state == null ? stored.get(key) : state;
    }

    private void add(Mutation mutation, Key key) {
        Long base = mutation.baseVersion();
        if (base != null && !isNew(mutation)) {
            long actual = stored.getOrDefault(key, Optional.empty())
                    .map(Entity::version)
                    .orElse(0L);
            if (actual != base) {
                if (mutation.onConflict() == OnConflict.FAIL) {
                    throw new VersionMismatchException(key, base, actual);
                }
                results.add(MutationResult.skipped(key, actual == 0 ? transaction.snapshotVersion() : actual));
                return;
            }
        }
        Optional<Entity> state = isNew(mutation) ? Optional.empty() : state(key);
        Entity entity = mutation.entity();
        if (entity == null) {
            delete(key);
            return;
        }
        if (mutation.operation() == Operation.INSERT && state != null && state.isPresent()) {
            throw new EntityExistsException(key);
        }
        if (mutation.operation() == Operation.UPDATE && state != null && state.isEmpty()) {
            throw new NoSuchEntityException(key);
        }
        PropertyMask mask = mutation.mask();
        Entity given = entity.key().equals(key) ? entity : entity.withKey(key);
        Entity before = state == null ? null : state.orElse(null);
        Entity written = mask == null ? given : mask.merge(before, given);
        List<Transform> transforms = mutation.transforms();
        Transform.Outcome outcome = transforms.isEmpty()
                ? new Transform.Outcome(written, List.of())
                : Transform.applyAll(written, transforms, transaction.requestTime());
        WriteBuffer.check(List.of(outcome.entity()));
        states.put(key, Optional.of(outcome.entity()));
        writes.add(() -> transaction.buffer(outcome.entity(), intent(mutation)));
        results.add(MutationResult.applied(key, outcome.results()));
    }

    private void delete(Key key) {
        Optional<Entity> before = stored.get(key);
        if (before != null && transaction.hasUncheckedCondition(key)) {
            transaction.checkCondition(key, before.orElse(null));
        }
        states.put(key, Optional.empty());
        writes.add(() -> transaction.bufferDeletion(key));
        results.add(MutationResult.applied(key, List.of()));
    }

    private static WriteBuffer.Intent intent(Mutation mutation) {
        if (isNew(mutation)) {
            return WriteBuffer.Intent.INSERT_WITH_NEW_ID;
        }
        return switch (mutation.operation()) {
            case INSERT -> WriteBuffer.Intent.INSERT;
            case UPDATE -> WriteBuffer.Intent.UPDATE;
            case PUT, DELETE -> WriteBuffer.Intent.PUT;
        };
    }
}
