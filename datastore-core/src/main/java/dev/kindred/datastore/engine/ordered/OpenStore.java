package dev.kindred.datastore.engine.ordered;

import java.util.List;

/** All that exists while an engine is open. A new one for each opening. */
final class OpenStore implements Resolver.GroupStep {

    private final OrderedStore store;
    private final OrderedSettings settings;
    private final OpenTransactions transactions = new OpenTransactions();
    private final Resolver resolver;

    OpenStore(OrderedStore store, OrderedSettings settings) {
        this.store = store;
        this.settings = settings;
        resolver = new Resolver(
                store,
                transactions,
                this,
                settings.ticker(),
                settings.transactionAge().toNanos());
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
    public void beforeWrite(List<CommitRequest> passed, Batch batch) {}

    /** Takes the views of open transactions away, waits for commits in flight, closes the store: in this order nobody touches a closed store. */
    void close() {
        transactions.close().forEach(OrderedTransaction::detach);
        resolver.close();
        store.close();
    }
}
