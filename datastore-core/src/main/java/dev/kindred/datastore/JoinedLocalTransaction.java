package dev.kindred.datastore;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.JoinedStorageTransaction;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.transaction.WriteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a {@link LocalDatastore} that ends with another. The buffer is written once, late, as for a commit; what comes after that, such as from others who are told that the commit
 * is near, is written through. What memory has to know of a commit it learns when the owner says that there was one.
 */
final class JoinedLocalTransaction extends LocalTransaction implements JoinedTransaction {

    private final JoinedStorageTransaction outer;
    private final List<WriteBuffer.Prepared> flushed = new ArrayList<>();
    private boolean writesThrough;
    private boolean holdsIndexes;

    JoinedLocalTransaction(
            LocalDatastore datastore, TransactionOptions options, JoinedStorageTransaction outer, Instant begun) {
        super(datastore, options, new ConflictTranslation(outer), begun);
        this.outer = outer;
    }

    @Override
    public void flush() {
        checkActive();
        writesThrough = true;
        if (buffer.isEmpty()) {
            return;
        }
        try {
            holdIndexes();
            WriteBuffer.Prepared prepared = preparedNow();
            applied(outer.write(prepared.changes()));
            flushed.add(prepared);
            buffer.clear();
        } catch (RuntimeException | Error e) {
            end(State.FAILED);
            throw e;
        }
    }

    /** As early as the first write, although that goes to a buffer: what the owner runs meanwhile would make it too late. */
    private void isolate() {
        checkActive();
        if (options().access() == TransactionOptions.Access.READ_WRITE) {
            outer.isolate();
        }
    }

    private void writeThrough() {
        if (writesThrough) {
            flush();
        }
    }

    /** The rows are those of the indexes declared now; a declaration has to wait until others can see the rows. */
    private void holdIndexes() {
        if (!holdsIndexes) {
            datastore.composites().beginCommit();
            holdsIndexes = true;
        }
    }

    @Override
    public void commit() {
        throw new IllegalStateException(
                "The transaction is part of another, and is committed with it, by whoever began that.");
    }

    @Override
    public void committed() {
        if (state() == State.ACTIVE) {
            flushed.forEach(WriteBuffer.Prepared::committed);
            outer.committed();
            end(State.COMMITTED);
            runAfterCommit();
        }
    }

    @Override
    public void unresolved() {
        if (state() == State.ACTIVE) {
            outer.committed();
            end(State.FAILED);
        }
    }

    @Override
    void end(State ended) {
        super.end(ended);
        if (holdsIndexes) {
            holdsIndexes = false;
            datastore.composites().endCommit();
        }
    }

    private record JoinedMark(Mark buffered, int flushed) implements Mark {}

    @Override
    public Mark mark() {
        return new JoinedMark(super.mark(), flushed.size());
    }

    @Override
    public void backTo(Mark mark) {
        JoinedMark joined = (JoinedMark) mark;
        super.backTo(joined.buffered());
        flushed.subList(joined.flushed(), flushed.size()).clear();
    }

    @Override
    public List<Key> put(List<Entity> entities) {
        isolate();
        List<Key> keys = super.put(entities);
        writeThrough();
        return keys;
    }

    @Override
    public List<Key> insert(List<Entity> given) {
        isolate();
        List<Key> keys = super.insert(given);
        writeThrough();
        return keys;
    }

    @Override
    public void update(List<Entity> given) {
        isolate();
        super.update(given);
        writeThrough();
    }

    @Override
    public void delete(Collection<Key> given) {
        isolate();
        super.delete(given);
        writeThrough();
    }

    @Override
    public List<MutationResult> apply(List<Mutation> mutations) {
        isolate();
        List<MutationResult> applied = super.apply(mutations);
        writeThrough();
        return applied;
    }

    @Override
    public void addTasks(List<TaskRow> tasks) {
        super.addTasks(tasks);
        writeThrough();
    }

    @Override
    public void replaceTask(TaskRow task, TaskFollowing following) {
        super.replaceTask(task, following);
        writeThrough();
    }

    @Override
    public void completeTask(TaskLease lease) {
        super.completeTask(lease);
        writeThrough();
    }

    @Override
    public void buryTask(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        super.buryTask(lease, reason, error);
        writeThrough();
    }
}
