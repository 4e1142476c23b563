package dev.kindred.datastore;

/** What happens to a query that has no composite index of its own. */
public enum MissingIndex {
    /** It is answered as well as can be. */
    ALLOW,
    /**
     * It is answered. If that took much more reading than its results are worth, at least 1,000 rows and ten for each result, and a composite index would help, the log
     * says so, once for each shape of query, with the definition.
     */
    WARN,
    /**
     * It fails with a {@link MissingIndexException} where App Engine would have refused it, even if it is cheap here: for applications that shall run on App Engine, too,
     * and for tests of their {@code index.yaml}.
     */
    FAIL
}
