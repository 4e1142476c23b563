package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.EntityPut;
import dev.kindred.datastore.store.IndexRow;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How index rows are inserted. A commit adds the rows that an entity did not have before, and makes sure of what the entity was before; so none of them is there, and to have the server look for each, and
 * mark each as perhaps not to stay, doubles what they cost. Rows may be there all the same: while a composite index is built, or if it was dropped and what is left of it has not been taken
 * away yet. Then the commit is refused and made again, and for a while this process takes the form that minds no rows.
 */
final class NewRows {

    private static final int CAREFUL_COMMITS = 1_000;

    private final AtomicInteger careful = new AtomicInteger();

    /** How to insert. */
    enum Form {
        /** Fails if a row is there. */
        PLAIN,
        /** Leaves a row as it is. */
        CAREFUL
    }

    /** The form for a commit that can be made again. */
    Form form(Changes changes) {
        if (careful.get() > 0) {
            careful.decrementAndGet();
            return Form.CAREFUL;
        }
        // An index is built without entities.
        return areOf(changes) ? Form.PLAIN : Form.CAREFUL;
    }

    private static boolean areOf(Changes changes) {
        Set<Bytes> keys = new HashSet<>(2 * changes.puts().size());
        for (EntityPut put : changes.puts()) {
            keys.add(new Bytes(put.key()));
        }
        for (IndexRow row : changes.indexPuts()) {
            if (!keys.contains(new Bytes(row.key()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a commit was refused because an index row was there. */
    boolean wereNot(SQLException failure) {
        boolean there = Failures.isOfIndexRow(failure);
        if (there) {
            careful.set(CAREFUL_COMMITS);
        }
        return there;
    }
}
