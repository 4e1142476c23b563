package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Entity;
import org.jspecify.annotations.Nullable;

/** A candidate for the answer: where it stands, whose it is, and the entity if it was read already. */
@SuppressWarnings("ArrayRecordComponent")
record Row(byte[] position, byte[] key, @Nullable Entity entity) {

    Row(byte[] position, byte[] key) {
        this(position, key, null);
    }
}
