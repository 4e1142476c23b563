package dev.kindred.datastore.plan;

import org.jspecify.annotations.Nullable;

/** Candidates in ascending order of position, one after the other. For one thread. */
interface RowSource extends AutoCloseable {

    /** A source of nothing. */
    RowSource EMPTY = new RowSource() {
        @Override
        public @Nullable Row next() {
            return null;
        }

        @Override
        public void close() {}
    };

    /** The next candidate; null at the end, and from then on. */
    @Nullable
    Row next();

    @Override
    void close();
}
