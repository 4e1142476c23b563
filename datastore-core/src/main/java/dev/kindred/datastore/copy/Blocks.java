package dev.kindred.datastore.copy;

import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a space in order, a block at a time, each in a transaction of its own that begins behind the last row: so nothing is held while a long copy goes on. */
final class Blocks<T> {

    private static final int MOST_ROWS = 2_000;
    private static final int MOST_BYTES = 2 << 20;

    private final StorageEngine engine;
    private final RowSpace<T> space;
    private final ArrayDeque<T> block = new ArrayDeque<>();
    private @Nullable T behind;
    private boolean finished;

    Blocks(StorageEngine engine, RowSpace<T> space, @Nullable T behind) {
        this.engine = engine;
        this.space = space;
        this.behind = behind;
    }

    /** The next row that is copied; null at the end. */
    @Nullable
    T next() {
        while (true) {
            if (block.isEmpty() && !finished) {
                fill();
            }
            T row = block.pollFirst();
            if (row == null || space.isCopied(row)) {
                return row;
            }
        }
    }

    private void fill() {
        int bytes = 0;
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_ONLY);
                Scan<T> scan = space.scan(transaction, behind, MOST_ROWS)) {
            while (block.size() < MOST_ROWS && bytes < MOST_BYTES) {
                T row = scan.next();
                if (row == null) {
                    finished = true;
                    return;
                }
                block.add(row);
                bytes += space.bytes(row);
                behind = row;
            }
        }
    }
}
