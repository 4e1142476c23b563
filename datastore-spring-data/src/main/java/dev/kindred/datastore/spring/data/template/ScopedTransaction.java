package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction whose calls are held to their namespaces. */
final class ScopedTransaction extends ScopedEntities implements Transaction {

    private final Transaction transaction;

    ScopedTransaction(Transaction transaction, NamespaceRules rules) {
        super(transaction, rules);
        this.transaction = transaction;
    }

    @Override
    public State state() {
        return transaction.state();
    }

    @Override
    public TransactionOptions options() {
        return transaction.options();
    }

    @Override
    public void addTasks(List<TaskRow> tasks) {
        transaction.addTasks(tasks);
    }

    @Override
    public void replaceTask(TaskRow task, TaskFollowing following) {
        transaction.replaceTask(task, following);
    }

    @Override
    public void completeTask(TaskLease lease) {
        transaction.completeTask(lease);
    }

    @Override
    public void buryTask(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        transaction.buryTask(lease, reason, error);
    }

    @Override
    public void afterCommit(Runnable action) {
        transaction.afterCommit(action);
    }

    @Override
    public Mark mark() {
        return transaction.mark();
    }

    @Override
    public void backTo(Mark mark) {
        transaction.backTo(mark);
    }

    @Override
    public Connection connection() {
        return transaction.connection();
    }

    @Override
    public void commit() {
        transaction.commit();
    }

    @Override
    public void rollback() {
        transaction.rollback();
    }

    @Override
    public void close() {
        transaction.close();
    }
}
