package dev.kindred.datastore.store;

import static dev.kindred.datastore.store.Writes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.CommitResult.Committed;
import dev.kindred.datastore.store.CommitResult.Conflict;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What engines promise that keep the read set themselves: transactions are serializable in the order of their commits, so that anything read that was changed since is a conflict, and nothing
 * else is. A server may see it otherwise: it may let the reader have come first, and may keep account of pages.
 */
public abstract class ReadSetContract {

    private StorageEngine engine;

    /** A new engine on an empty store, not open. */
    protected abstract StorageEngine newEngine();

    @BeforeEach
    void makeEngine() {
        engine = newEngine();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void whatWasReadAndChangedConflictsAlthoughTheReaderCouldHaveComeFirst() {
        committed(new Writes().put("a1", "x").index("i:", "x"));
        try (StorageTransaction absent = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction scan = engine.begin(TransactionMode.READ_WRITE);
                StorageTransaction probe = engine.begin(TransactionMode.READ_WRITE)) {
            absent.get(bytes("a"));
            StorageEngineContract.visit(scan, 1, ScanDirection.ASCENDING);
            probe.containsAll(List.of(Writes.row("i:", "x")));
            committed(new Writes().put("a", "1").put("a1", "2").unindex("i:", "x"));

            assertThat(absent.commit(new Writes().put("z1", "1").changes())).isInstanceOf(Conflict.class);
            assertThat(scan.commit(new Writes().put("z2", "1").changes())).isInstanceOf(Conflict.class);
            assertThat(probe.commit(new Writes().put("z3", "1").changes())).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void rowsBehindTheLastOneVisitedDoNotConflict() {
        committed(new Writes().put("a1", "x").put("a2", "x").put("a5", "x"));
        try (StorageTransaction up = engine.begin(TransactionMode.READ_WRITE)) {
            StorageEngineContract.visit(up, 2, ScanDirection.ASCENDING);
            committed(new Writes().put("a21", "behind").delete("a5"));

            assertThat(up.commit(new Writes().put("z1", "1").changes())).isInstanceOf(Committed.class);
        }
        try (StorageTransaction down = engine.begin(TransactionMode.READ_WRITE)) {
            StorageEngineContract.visit(down, 1, ScanDirection.DESCENDING);
            committed(new Writes().put("a1", "behind").put("a2", "behind"));

            assertThat(down.commit(new Writes().put("z2", "1").changes())).isInstanceOf(Committed.class);
        }
    }

    @Test
    void whatWasNotReadDoesNotConflict() {
        committed(new Writes().put("a", "1").put("b", "1"));
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_WRITE)) {
            reader.get(bytes("a"));
            committed(new Writes().put("b", "2").put("aa", "2"));

            assertThat(reader.commit(new Writes().put("a", "2").changes())).isInstanceOf(Committed.class);
        }
    }

    private void committed(Writes writes) {
        assertThat(writes.in(engine)).isInstanceOf(Committed.class);
    }
}
