package dev.kindred.datastore.engine.postgres;

/** Whether processes tell each other of tasks by the server's {@code NOTIFY}. */
public enum Notifications {
    /**
     * They do if it is found to work: each asks the server to tell it something when it begins to listen. If that does not arrive, as behind a pooler that hands connections on between
     * transactions, it says so in the log and looks for tasks more often instead. Costs a connection that is held, with PostgreSQL's own driver only.
     */
    AUTO,
    /** They do not; each looks for tasks every few seconds. */
    OFF
}
