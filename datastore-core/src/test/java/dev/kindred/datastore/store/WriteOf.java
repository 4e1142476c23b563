package dev.kindred.datastore.store;

import java.util.List;

/** Changes for tests of engines, outside of this package. */
public final class WriteOf {

    private WriteOf() {}

    /** One entity row, whatever was there. */
    public static Changes entity(byte[] key, byte[] record) {
        return new Changes(
                List.of(new EntityPut(key, record, EntityPut.Precondition.NONE)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
