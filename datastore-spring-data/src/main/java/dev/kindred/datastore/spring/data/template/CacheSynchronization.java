package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Key;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What one transaction changes of cached kinds: told to the caches just before its commit, and when it is over. Bound to the thread under the caches. */
final class CacheSynchronization implements TransactionSynchronization {

    private final EntityCaches caches;
    private final Transaction transaction;
    /** Of a transaction that is over, while others are told so. */
    private final @Nullable Object outer;

    private final Set<Key> changed = new LinkedHashSet<>();
    private boolean committing;

    private CacheSynchronization(EntityCaches caches, Transaction transaction, @Nullable Object outer) {
        this.caches = caches;
        this.transaction = transaction;
        this.outer = outer;
    }

    static CacheSynchronization of(EntityCaches caches, Transaction transaction) {
        Object bound = TransactionSynchronizationManager.getResource(caches);
        if (bound instanceof CacheSynchronization known && known.transaction == transaction) {
            return known;
        }
        TransactionSynchronizationManager.unbindResourceIfPossible(caches);
        CacheSynchronization begun = new CacheSynchronization(caches, transaction, bound);
        TransactionSynchronizationManager.bindResource(caches, begun);
        TransactionSynchronizationManager.registerSynchronization(begun);
        return begun;
    }

    void add(Collection<Key> keys) {
        for (Key key : keys) {
            if (changed.add(key) && committing) {
                caches.begin(Set.of(key));
            }
        }
    }

    /** Last before the commit, since others may write still. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(caches);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(caches, this);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        committing = true;
        caches.begin(changed);
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(caches);
        if (outer != null) {
            TransactionSynchronizationManager.bindResource(caches, outer);
        }
        if (status != STATUS_ROLLED_BACK) {
            caches.changed(changed);
        }
        if (committing) {
            caches.end(changed);
        }
    }
}
