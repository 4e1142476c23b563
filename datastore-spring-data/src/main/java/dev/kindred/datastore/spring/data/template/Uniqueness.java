package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.UniqueConstraint;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/**
 * Sees to it that unique values are. A write is made first, within the transaction; then the index is asked, in the same transaction, who has the values that the written
 * entities have now. The transaction sees its own writes, so that a batch or a partial update is judged by what it leaves and not by its steps. It is serializable, and
 * the question counts as read: of two that give the same value at the same time, one conflicts. Nothing is stored apart, so that nothing can go out of step.
 */
final class Uniqueness {

    /** A single write collides with others only over the very value it asks about. */
    private static final TransactionOptions OWN_TRANSACTION = TransactionOptions.DEFAULT.withAttempts(20);

    private final Datastore datastore;
    private final DatastoreMappingContext context;
    private volatile Constraints constraints = new Constraints(-1, Map.of());

    /** What was declared by the types that were known then. */
    private record Constraints(int types, Map<String, List<UniqueConstraint>> byKind) {}

    Uniqueness(Datastore datastore, DatastoreMappingContext context) {
        this.datastore = datastore;
        this.context = context;
    }

    private Map<String, List<UniqueConstraint>> constraints() {
        Constraints known = constraints;
        int types = context.knownTypes();
        if (known.types() != types) {
            known = new Constraints(
                    types, context.uniqueConstraints().stream().collect(Collectors.groupingBy(UniqueConstraint::kind)));
            constraints = known;
        }
        return known.byKind();
    }

    boolean isIdle() {
        return constraints().isEmpty();
    }

    boolean concerns(Collection<Key> keys) {
        Map<String, List<UniqueConstraint>> all = constraints();
        return !all.isEmpty() && keys.stream().anyMatch(key -> all.containsKey(key.kind()));
    }

    /**
     * Writes and checks, in the given transaction or in one of its own.
     *
     * @param keys finds the keys of what was written in the result
     */
    <R> R write(
            @Nullable Transaction transaction,
            Function<EntityOperations, R> write,
            Function<R, ? extends Collection<Key>> keys) {
        if (transaction == null) {
            return datastore.runInTransaction(OWN_TRANSACTION, own -> {
                R result = write.apply(own);
                check(own, keys.apply(result));
                return result;
            });
        }
        if (transaction.options().ownWrites() != TransactionOptions.OwnWrites.VISIBLE) {
            throw new InvalidDataAccessApiUsageException(
                    "Cannot store entities with @Unique properties in a transaction that does not see its own writes, since they could not be checked. Begin it with OwnWrites.VISIBLE, which is the default.");
        }
        R result = write.apply(transaction);
        try {
            check(transaction, keys.apply(result));
        } catch (DuplicateValueException duplicate) {
            // Whoever catches this must not commit what was written.
            DatastoreTransactions.setRollbackOnly(datastore);
            throw duplicate;
        }
        return result;
    }

    private void check(EntityOperations transaction, Collection<Key> written) {
        Map<String, List<UniqueConstraint>> all = constraints();
        List<Key> keys = new LinkedHashSet<>(written)
                .stream().filter(key -> all.containsKey(key.kind())).toList();
        Map<String, Map<UniqueConstraint, Map<List<Value>, Key>>> claims = new LinkedHashMap<>();
        for (Entity entity : transaction.findAll(keys)) {
            if (entity == null) {
                continue; // Deleted by a later step of the same write.
            }
            Key key = entity.key();
            for (UniqueConstraint constraint : all.getOrDefault(key.kind(), List.of())) {
                Map<List<Value>, Key> claimed = claims.computeIfAbsent(
                                key.partition().namespace(), namespace -> new LinkedHashMap<>())
                        .computeIfAbsent(constraint, first -> new LinkedHashMap<>());
                for (List<Value> values : values(entity, constraint)) {
                    Key other = claimed.put(values, key);
                    if (other != null && !other.equals(key)) {
                        throw new DuplicateValueException(key, constraint.properties(), values, other);
                    }
                }
            }
        }
        claims.forEach((namespace, ofNamespace) ->
                ofNamespace.forEach((constraint, claimed) -> ask(transaction, namespace, constraint, claimed)));
    }

    /** What an entity claims: each of the values of one property, or the one combination of several. */
    static Collection<List<Value>> values(Entity entity, UniqueConstraint constraint) {
        if (constraint.properties().size() == 1) {
            return IndexedValues.of(entity, constraint.properties().get(0)).stream()
                    .filter(value -> value != Value.NULL)
                    .map(List::of)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        List<Value> combination = new ArrayList<>();
        for (String property : constraint.properties()) {
            List<Value> values = IndexedValues.of(entity, property);
            if (values.size() != 1 || values.get(0) == Value.NULL) {
                return List.of();
            }
            combination.add(values.get(0));
        }
        return List.of(combination);
    }

    private static void ask(
            EntityOperations transaction,
            String namespace,
            UniqueConstraint constraint,
            Map<List<Value>, Key> claimed) {
        List<List<Value>> all = new ArrayList<>(claimed.keySet());
        for (int from = 0; from < all.size(); from += Limits.MAX_DISJUNCTIONS) {
            List<List<Value>> some = all.subList(from, Math.min(all.size(), from + Limits.MAX_DISJUNCTIONS));
            Filter[] any =
                    some.stream().map(values -> filter(constraint, values)).toArray(Filter[]::new);
            Query query = Query.kind(constraint.kind())
                    .namespace(namespace)
                    .filter(any.length == 1 ? any[0] : Filter.or(any));
            try (QueryResults holders = transaction.run(query)) {
                while (holders.hasNext()) {
                    Entity holder = holders.next();
                    for (List<Value> values : values(holder, constraint)) {
                        Key claimant = claimed.get(values);
                        if (claimant != null && !claimant.equals(holder.key())) {
                            throw new DuplicateValueException(claimant, constraint.properties(), values, holder.key());
                        }
                    }
                }
            }
        }
    }

    private static Filter filter(UniqueConstraint constraint, List<Value> values) {
        Filter[] all = new Filter[values.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = Filter.of(constraint.properties().get(i), Operator.EQUAL, values.get(i));
        }
        return all.length == 1 ? all[0] : Filter.and(all);
    }
}
