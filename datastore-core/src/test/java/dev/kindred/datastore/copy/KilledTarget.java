package dev.kindred.datastore.copy;

import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.Sharing;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TransactionMode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A target that fails with one of its commits, before it or after it. */
final class KilledTarget implements StorageEngine {

    enum Moment {
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    private final StorageEngine engine;
    private final Moment moment;
    private int left;

    KilledTarget(StorageEngine engine, int commits, Moment moment) {
        this.engine = engine;
        this.left = commits;
        this.moment = moment;
    }

    @Override
    public StorageTransaction begin(TransactionMode mode) {
        StorageTransaction transaction = engine.begin(mode);
        return (StorageTransaction) Proxy.newProxyInstance(
                KilledTarget.class.getClassLoader(),
                new Class<?>[] {StorageTransaction.class},
                (proxy, method, arguments) -> {
                    boolean last = method.getName().equals("commit") && --left == 0;
                    if (last && moment == Moment.BEFORE_THE_COMMIT) {
                        throw new StoreException("killed");
                    }
                    try {
                        Object answer = method.invoke(transaction, arguments);
                        if (last) {
                            throw new StoreException("killed");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void open() {
        engine.open();
    }

    @Override
    public boolean isOpen() {
        return engine.isOpen();
    }

    @Override
    public TaskStorage tasks() {
        return engine.tasks();
    }

    @Override
    public Sharing sharing() {
        return engine.sharing();
    }

    @Override
    public EngineStatus status() {
        return engine.status();
    }

    @Override
    public void close() {
        engine.close();
    }
}
