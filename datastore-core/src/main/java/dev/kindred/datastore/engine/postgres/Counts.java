package dev.kindred.datastore.engine.postgres;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened between this process and its server since the engine was opened, for meters. */
final class Counts {

    private static final String DEADLOCK = "40P01";

    private final LongAdder serializations = new LongAdder();
    private final LongAdder deadlocks = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder resolved = new LongAdder();

    void conflict(SQLException conflict) {
        (DEADLOCK.equals(conflict.getSQLState()) ? deadlocks : serializations).increment();
    }

    /** A commit that read nothing was tried again. */
    void repeated() {
        repeated.increment();
    }

    /** The connection broke during a commit; it was found out what became of it. */
    void resolved() {
        resolved.increment();
    }

    void tell(Map<String, Object> facts) {
        facts.put("serializationConflicts", serializations.sum());
        facts.put("deadlocks", deadlocks.sum());
        facts.put("repeatedCommits", repeated.sum());
        facts.put("resolvedCommits", resolved.sum());
    }
}
