package dev.kindred.datastore.engine.ordered;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** All that exists while an engine is open. A new one for each opening. */
final class OpenStore implements Resolver.GroupStep {

    private final OrderedStore store;
    private final OrderedSettings settings;
    private final OpenTransactions transactions = new OpenTransactions();
    private final Resolver resolver;
    private final OpenTasks tasks;

    OpenStore(OrderedStore store, OrderedSettings settings, Consumer<Set<String>> ready) {
        this.store = store;
        this.settings = settings;
        resolver = new Resolver(
                store,
                transactions,
                this,
                settings.ticker(),
                settings.transactionAge().toNanos());
        tasks = new OpenTasks(this, settings, ready);
    }

    OpenTasks tasks() {
        return tasks;
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
        tasks.writeCounts(passed, batch);
    }

    /** Takes the views of open transactions away, waits for commits in flight, closes the store: in this order nobody touches a closed store. */
    void close() {
        transactions.close().forEach(OrderedTransaction::detach);
        resolver.close();
        store.close();
    }
}
