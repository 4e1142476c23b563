package dev.kindred.datastore.store;

/**
 * What the processes that share a store remember of it. A mark moves on with each commit that makes what others remember wrong; whoever relies on memory says on which state of the mark, and
 * learns in the round trip of a read or a commit that he has to look again. <em>The order is that of the numbers in the tables: a new one comes last.</em>
 */
public enum Mark {
    /** Which properties may have several values, and which composite indexes there are. */
    CATALOG,
    /** Which automatic ids are reserved. */
    RESERVED_IDS
}
