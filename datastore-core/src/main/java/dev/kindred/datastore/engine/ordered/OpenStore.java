package dev.kindred.datastore.engine.ordered;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that exists while an engine is open. A new one for each opening. */
final class OpenStore implements Resolver.GroupStep {

    private final OrderedStore store;
    private final OrderedSettings settings;
    private final OpenTransactions transactions = new OpenTransactions();
    private final Resolver resolver;
    private final OpenTasks tasks;
    private final Counters counters;
    private final ConcurrencyKeys concurrencyKeys;
    private final @Nullable EntityCache cache;
    private final @Nullable History history;

    OpenStore(OrderedStore store, OrderedSettings settings, Consumer<Set<String>> ready) {
        this.store = store;
        this.settings = settings;
        resolver = new Resolver(
                store,
                transactions,
                this,
                settings.ticker(),
                settings.transactionAge().toNanos());
        cache = settings.cacheBytes() == 0 ? null : new EntityCache(settings.cacheBytes());
        history = settings.historyWindow().isZero() ? null : new History(store, resolver::applied, settings);
        tasks = new OpenTasks(this, settings, ready);
        counters = new Counters(store);
        concurrencyKeys = new ConcurrencyKeys(store);
    }

    OpenTasks tasks() {
        return tasks;
    }

    @Nullable
    EntityCache cache() {
        return cache;
    }

    @Nullable
    History history() {
        return history;
    }

    OrderedStore store() {
        return store;
    }

    Resolver resolver() {
        return resolver;
    }

    OpenTransactions transactions() {
        return transactions;
    }

    long nanos() {
        return settings.ticker().getAsLong();
    }

    @Override
    public void beforeWrite(List<CommitRequest> passed, Batch batch) {
        if (history != null) {
            history.beforeWrite();
        }
        if (cache != null) {
            cache.install(passed);
        }
        QueueCounts.write(passed, batch);
        counters.write(passed, batch);
        concurrencyKeys.write(passed, batch);
    }

    /** Takes the views of open transactions away, waits for commits in flight, closes the store: in this order nobody touches a closed store. */
    void close() {
        transactions.close().forEach(OrderedTransaction::detach);
        resolver.close();
        if (history != null) {
            history.close();
        }
        store.close();
    }
}
