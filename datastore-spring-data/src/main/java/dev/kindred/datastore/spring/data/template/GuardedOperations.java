package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.Mutation;
import dev.kindred.datastore.MutationResult;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the template gives to all who read and write below the mapping, where a kind has unique properties or is cached: all writes are checked and noted, whoever
 * makes them. Where neither is declared anywhere, the datastore itself is given.
 */
final class GuardedOperations extends ForwardedReads {

    private final @Nullable Transaction transaction;
    private final Uniqueness uniqueness;
    private final EntityCaches caches;

    private GuardedOperations(
            EntityOperations entities, @Nullable Transaction transaction, Uniqueness uniqueness, EntityCaches caches) {
        super(entities);
        this.transaction = transaction;
        this.uniqueness = uniqueness;
        this.caches = caches;
    }

    static EntityOperations of(
            Datastore datastore, @Nullable Transaction transaction, Uniqueness uniqueness, EntityCaches caches) {
        EntityOperations entities = transaction == null ? datastore : transaction;
        return uniqueness.isIdle() && caches.isIdle()
                ? entities
                : new GuardedOperations(entities, transaction, uniqueness, caches);
    }

    private <R> R write(
            Collection<Key> keys, Function<EntityOperations, R> write, Function<R, ? extends Collection<Key>> written) {
        return caches.changing(
                keys,
                transaction,
                () -> uniqueness.concerns(keys)
                        ? uniqueness.write(transaction, write, written)
                        : write.apply(entities));
    }

    private static List<Key> keys(List<Entity> entities) {
        return entities.stream().map(Entity::key).toList();
    }

    @Override
    public List<Key> put(List<Entity> given) {
        return write(keys(given), target -> target.put(given), keys -> keys);
    }

    @Override
    public List<Key> insert(List<Entity> given) {
        return write(keys(given), target -> target.insert(given), keys -> keys);
    }

    @Override
    public void update(List<Entity> given) {
        List<Key> keys = keys(given);
        write(
                keys,
                target -> {
                    target.update(given);
                    return keys;
                },
                written -> written);
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        return write(
                mutations.stream().map(Mutation::key).toList(),
                target -> target.apply(mutations),
                results -> results.stream().map(MutationResult::key).toList());
    }

    /** Takes values from nobody, so that there is nothing to check. */
    @Override
    public void delete(Collection<Key> keys) {
        caches.changing(keys, transaction, () -> {
            entities.delete(keys);
            return true;
        });
    }

    @Override
    public List<@Nullable Entity> findAll(Collection<Key> keys) {
        return caches.findAll(keys, transaction, entities);
    }
}
