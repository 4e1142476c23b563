package dev.kindred.datastore.spring.data.repository.query;

/** What to do with derived queries that no index answers alone, such as {@code Like} and {@code IgnoreCase}: their results are found by reading and filtering. */
public enum PostFilter {
    /** Run them. */
    ALLOW,
    /** Run them, and warn of each when its repository is made. */
    WARN,
    /** Refuse them when their repository is made. */
    FAIL
}
