package dev.kindred.datastore.engine.postgres;

/** How the numbers of tasks are made. They are in the tables: a change must go on giving greater ones. */
final class TaskIds {

    /** 2020-01-01T00:00:00Z, in microseconds since 1970: leaves room until the year 2091. */
    static final long EPOCH_MICROS = 1_577_836_800_000_000L;

    static final int NODE_BITS = 12;

    private TaskIds() {}
}
