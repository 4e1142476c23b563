package dev.kindred.datastore.engine.postgres;

/** What opening the engine does about the tables. */
public enum SchemaMode {
    /** Makes what is missing, in one transaction; several processes may do so at once. */
    CREATE,
    /** Makes nothing, and refuses to open without tables of the right format. */
    VALIDATE,
    /** Makes and checks nothing: for a role that may not look. */
    NONE
}
