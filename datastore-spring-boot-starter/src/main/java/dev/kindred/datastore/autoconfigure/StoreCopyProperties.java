package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of a copy of the store to another engine, which is made instead of starting the application.
 *
 * @param from Store to copy: rocksdb and a colon before its directory, or the JDBC URL of a PostgreSQL server. If set, the application copies and ends.
 * @param to Store to copy to, empty or an earlier copy.
 * @param mode What is done: all that is there, for a stopped application; a pass ahead of that while the application runs; or a comparison only.
 * @param username User name for a JDBC URL.
 * @param password Password for a JDBC URL.
 * @param schema Name of the schema on a PostgreSQL server, if not that of the datastore.
 */
@ConfigurationProperties("kindred.copy")
public record StoreCopyProperties(
        @Nullable String from,
        @Nullable String to,
        @DefaultValue("all") Mode mode,
        @Nullable String username,
        @Nullable String password,
        @Nullable String schema) {

    /** What is done. */
    public enum Mode {
        /** Everything is copied, tasks included, and compared: nobody may use either store. */
        ALL,
        /** Rows are copied, and tasks are not, while the application runs. */
        AHEAD,
        /** Nothing is copied; both stores are compared. */
        COMPARE
    }
}
