package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Cached;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads entities of cached kinds through Spring's caches, and keeps those in step with the store.
 *
 * <p>Keys share a number of stripes. A stripe counts the commits that are under way for its keys, and knows when the last one ended. A read is <em>as of</em> a moment: its own
 * beginning, or that of its read-only transaction. It may take from the cache, and put into it, only while no commit is under way and the last one ended before that moment; then
 * what the store had at that moment, what it has now, and what is in the cache are the same. Putting and taking out hold the stripe's lock, so that a reader which
 * began before a commit can neither put the old state in after it nor while it lasts. A hit counts only if this still holds when all keys of the call have been read,
 * which therefore are of one moment.
 *
 * <p>A stripe knows nothing of other nodes.
 */
final class EntityCaches {

    private static final Logger log = LoggerFactory.getLogger(DatastoreTemplate.class);

    /** A power of two. More would spare reads of neighbours a look into the store, while a commit is under way. */
    private static final int STRIPES = 1 << 10;

    private final Datastore datastore;
    private final DatastoreMappingContext context;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final Map<String, Cache> caches = new ConcurrentHashMap<>();
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile Supplier<@Nullable CacheManager> managers = () -> null;
    private volatile @Nullable CacheManager manager;
    private volatile Names names = new Names(-1, Map.of());

    /** The names of caches by kind, as the types say that were known then. */
    private record Names(int types, Map<String, String> byKind) {}

    /** See the class. */
    private static final class Stripe {
        private int underWay;
        private long changedNanos = System.nanoTime();

        synchronized boolean isUnchangedSince(long nanos) {
            return underWay == 0 && changedNanos - nanos < 0;
        }

        synchronized void putIfUnchangedSince(long nanos, Cache cache, Entity entity) {
            if (isUnchangedSince(nanos)) {
                cache.put(entity.key(), entity);
            }
        }

        synchronized void begin() {
            underWay++;
        }

        synchronized void end() {
            underWay--;
        }

        synchronized void changed(Cache cache, Key key) {
            changedNanos = System.nanoTime();
            try {
                cache.evict(key);
            } catch (RuntimeException e) {
                // The commit stands, whatever becomes of the cache.
                log.error(
                        "{} was changed and could not be taken out of cache \"{}\", which may give its former state until the entry expires.",
                        key,
                        cache.getName(),
                        e);
            }
        }
    }

    EntityCaches(Datastore datastore, DatastoreMappingContext context) {
        this.datastore = datastore;
        this.context = context;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** Sets where caches are found; asked for when the first cached kind is known. */
    void setManagers(Supplier<@Nullable CacheManager> found) {
        managers = found;
        manager = null;
        warned.set(false);
        caches.clear();
    }

    boolean isIdle() {
        return names().isEmpty() || manager() == null;
    }

    private @Nullable CacheManager manager() {
        CacheManager known = manager;
        if (known == null && !warned.get()) {
            known = managers.get();
            manager = known;
            if (known == null && warned.compareAndSet(false, true)) {
                log.warn(
                        "Kinds {} are @Cached, and are not, since there is no CacheManager, or more than one. Switch caching on with @EnableCaching, or give the template its own with setCacheManager.",
                        names().keySet());
            }
        }
        return known;
    }

    private Map<String, String> names() {
        Names known = names;
        int types = context.knownTypes();
        if (known.types() != types) {
            Map<String, String> byKind = new HashMap<>();
            for (DatastorePersistentEntity<?> entity : context.getPersistentEntities()) {
                Cached cached = AnnotatedElementUtils.findMergedAnnotation(entity.getType(), Cached.class);
                if (cached != null) {
                    String kind = entity.getKind();
                    String name = cached.cache().isEmpty() ? "datastore:" + kind : cached.cache();
                    String other = byKind.put(kind, name);
                    if (other != null && !other.equals(name)) {
                        throw new IllegalStateException("Kind \"" + kind + "\" is @Cached in \"" + other
                                + "\" and in \"" + name + "\"; a kind has one cache.");
                    }
                }
            }
            known = new Names(types, Map.copyOf(byKind));
            names = known;
        }
        return known.byKind();
    }

    private @Nullable Cache cache(String kind) {
        String name = names().get(kind);
        CacheManager from = name == null ? null : manager();
        if (name == null || from == null) {
            return null;
        }
        Cache known = caches.get(kind);
        if (known == null) {
            known = from.getCache(name);
            if (known == null) {
                throw new IllegalStateException("There is no cache \"" + name + "\" for kind \"" + kind
                        + "\"; add it to the names of the CacheManager, or let @Cached name one that is there.");
            }
            caches.put(kind, known);
        }
        return known;
    }

    private Stripe stripe(Key key) {
        int hash = key.hashCode();
        return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }

    // Reading

    List<@Nullable Entity> findAll(Collection<Key> keys, @Nullable Transaction transaction, EntityOperations source) {
        if (isIdle() || transaction != null && !isReadOnlyAsOfNow(transaction)) {
            return source.findAll(keys);
        }
        long asOf = transaction == null ? System.nanoTime() : DatastoreTransactions.begunNanos(datastore);
        Map<Key, Entity> hits = new HashMap<>();
        Set<Key> others = new LinkedHashSet<>();
        for (Key key : keys) {
            Cache cache = cache(key.kind());
            Entity hit = cache != null && stripe(key).isUnchangedSince(asOf) ? cache.get(key, Entity.class) : null;
            if (hit == null) {
                others.add(key);
            } else {
                hits.put(key, hit);
            }
        }
        if (hits.isEmpty()) {
            List<@Nullable Entity> found = source.findAll(keys);
            found.forEach(entity -> keep(entity, asOf));
            return found;
        }
        Map<Key, @Nullable Entity> found = new LinkedHashMap<>(hits);
        if (!others.isEmpty()) {
            int i = 0;
            List<@Nullable Entity> read = source.findAll(others);
            for (Key key : others) {
                found.put(key, read.get(i++));
            }
        }
        if (!hits.keySet().stream().allMatch(key -> stripe(key).isUnchangedSince(asOf))) {
            return source.findAll(keys);
        }
        others.forEach(key -> keep(found.get(key), asOf));
        List<@Nullable Entity> inOrder = new ArrayList<>(keys.size());
        keys.forEach(key -> inOrder.add(found.get(key)));
        return inOrder;
    }

    private static boolean isReadOnlyAsOfNow(Transaction transaction) {
        return transaction.options().access().isReading()
                && transaction.options().readTime() == null;
    }

    private void keep(@Nullable Entity entity, long asOf) {
        Cache cache = entity == null ? null : cache(entity.key().kind());
        if (entity != null && cache != null) {
            stripe(entity.key()).putIfUnchangedSince(asOf, cache, entity);
        }
    }

    // Writing

    /** Makes a change, and sees to the caches when it is committed, which without a transaction is when it is made. */
    <R> R changing(Collection<Key> keys, @Nullable Transaction transaction, Supplier<R> change) {
        Set<Key> cached = cached(keys);
        if (cached.isEmpty()) {
            return change.get();
        }
        if (transaction != null) {
            R result = change.get();
            if (TransactionSynchronizationManager.isSynchronizationActive()) {
                CacheSynchronization.of(this, transaction).add(cached);
            } else {
                transaction.afterCommit(() -> changed(cached));
            }
            return result;
        }
        begin(cached);
        try {
            return change.get();
        } finally {
            changed(cached); // After an exception too: the answer to a commit may have been lost.
            end(cached);
        }
    }

    /** New entities have no key yet, and are in no cache. */
    private Set<Key> cached(Collection<Key> keys) {
        if (isIdle()) {
            return Set.of();
        }
        Set<Key> cached = new LinkedHashSet<>();
        for (Key key : keys) {
            if (!key.isIncomplete() && names().containsKey(key.kind())) {
                cached.add(key);
            }
        }
        return cached;
    }

    void begin(Collection<Key> keys) {
        keys.forEach(key -> stripe(key).begin());
    }

    void end(Collection<Key> keys) {
        keys.forEach(key -> stripe(key).end());
    }

    void changed(Collection<Key> keys) {
        for (Key key : keys) {
            Cache cache = cache(key.kind());
            if (cache != null) {
                stripe(key).changed(cache, key);
            }
        }
    }
}
