package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.IdRange;
import dev.kindred.datastore.Metadata;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.TransactionWork;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import dev.kindred.datastore.store.TaskStorage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.InfrastructureProxy;

/**
 * The datastore as a template sees it: its partition is that of the call, and every call is held to its namespace. Spring's transactions are bound under the
 * datastore behind it, so that all views of it share them.
 */
final class ScopedDatastore extends ScopedEntities implements Datastore, InfrastructureProxy {

    private final Datastore datastore;

    private final AtomicReference<Tenancy> tenancy;

    private ScopedDatastore(Datastore datastore, NamespaceRules rules, AtomicReference<Tenancy> tenancy) {
        super(datastore, rules);
        this.datastore = datastore;
        this.tenancy = tenancy;
    }

    static ScopedDatastore of(Datastore datastore, DatastoreMappingContext mapping) {
        AtomicReference<Tenancy> tenancy = new AtomicReference<>(Tenancy.DEFAULT);
        return new ScopedDatastore(
                datastore, new NamespaceRules(mapping, datastore.partition(), tenancy::get, null), tenancy);
    }

    /** For this and all views of it. */
    void setTenancy(Tenancy choice) {
        tenancy.set(choice);
    }

    /** The same, pinned to a namespace. */
    ScopedDatastore in(String namespace) {
        return new ScopedDatastore(datastore, rules.in(namespace), tenancy);
    }

    /** The same choice of namespaces for another datastore. */
    ScopedDatastore over(Datastore other) {
        return new ScopedDatastore(other, rules, tenancy);
    }

    /** What is held to nothing. */
    Datastore target() {
        return datastore;
    }

    EntityOperations scoped(EntityOperations entities) {
        return new ScopedEntities(entities, rules);
    }

    private Transaction scoped(Transaction transaction) {
        return new ScopedTransaction(transaction, rules);
    }

    @Override
    public Object getWrappedObject() {
        return datastore instanceof InfrastructureProxy proxy ? proxy.getWrappedObject() : datastore;
    }

    @Override
    public Partition partition() {
        return rules.partition();
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return scoped(datastore.begin(options));
    }

    @Override
    public <T extends @Nullable Object> T runInTransaction(TransactionOptions options, TransactionWork<T> work) {
        return datastore.runInTransaction(options, transaction -> work.run(scoped(transaction)));
    }

    @Override
    public List<Key> allocateIds(List<Key> incomplete) {
        rules.check("allocate ids for", incomplete);
        return datastore.allocateIds(incomplete);
    }

    @Override
    public IdRange allocateIdRange(Key incomplete, int count) {
        rules.check("allocate ids for", incomplete);
        return datastore.allocateIdRange(incomplete, count);
    }

    @Override
    public void allocateIdRange(Key incomplete, long start, long end) {
        rules.check("allocate ids for", incomplete);
        datastore.allocateIdRange(incomplete, start, end);
    }

    @Override
    public void reserveIds(Collection<Key> keys) {
        rules.check("reserve ids of", keys);
        datastore.reserveIds(keys);
    }

    @Override
    public Metadata metadata() {
        return new ScopedMetadata(datastore.metadata(), rules);
    }

    @Override
    public TaskStorage tasks() {
        return datastore.tasks();
    }
}
