package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.engine.postgres.Dialect;
import dev.kindred.datastore.engine.postgres.Notifications;
import dev.kindred.datastore.engine.postgres.PreparedStatements;
import dev.kindred.datastore.engine.postgres.SchemaMode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Settings of the engine on a PostgreSQL server.
 *
 * @param url JDBC URL of the server, for connections of the datastore's own. If not set, those of the application's DataSource are used.
 * @param username User name for the URL.
 * @param password Password for the URL.
 * @param dataSource Name of the bean of type DataSource to use, where the application has several.
 * @param schema What is done about the tables when the engine opens.
 * @param schemaName Name of the schema with the tables.
 * @param notifications Whether processes tell each other of tasks by NOTIFY, where that works, or only look for them every few seconds.
 * @param statementTimeout How long one statement of a read or a commit of entities may take; 0 leaves it to the server.
 * @param preparedStatements Whether statements are prepared on the server, or never: for a pooler that knows nothing of prepared statements.
 * @param dialect What the server speaks, if it is not to be asked for its version.
 * @param lease How long a process counts as alive after it has said so, as it does three times in that time; then others run what it had begun.
 * @param pool Connections of the datastore's own; not used with the application's DataSource.
 * @param properties Properties for the JDBC driver, such as sslmode; not used with the application's DataSource.
 */
@ConfigurationProperties("kindred.datastore.postgres")
public record DatastorePostgresProperties(
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String dataSource,
        @DefaultValue("create") SchemaMode schema,
        @DefaultValue("kindred") String schemaName,
        @Name("notify") @DefaultValue("auto") Notifications notifications,
        @DefaultValue("0") Duration statementTimeout,
        @DefaultValue("server") PreparedStatements preparedStatements,
        @Nullable Dialect dialect,
        @DefaultValue("30s") Duration lease,
        @DefaultValue Pool pool,
        @DefaultValue Map<String, String> properties) {

    private static final String PREFIX = "kindred.datastore.postgres.";

    /**
     * Checks what can be checked without a server.
     *
     * @param url see the record
     * @param username see the record
     * @param password see the record
     * @param dataSource see the record
     * @param schema see the record
     * @param schemaName see the record
     * @param notifications see the record
     * @param statementTimeout see the record
     * @param preparedStatements see the record
     * @param dialect see the record
     * @param lease see the record
     * @param pool see the record
     * @param properties see the record
     * @throws InvalidSettingException if the statement timeout is negative or shorter than a millisecond, the URL is none of JDBC, there is a bean beside it, the schema's name cannot be one, or the lease is
     *     out of range
     */
    public DatastorePostgresProperties {
        url = textOrNull(url);
        username = textOrNull(username);
        password = password == null || password.isEmpty() ? null : password;
        dataSource = textOrNull(dataSource);
        if (url != null && !url.startsWith("jdbc:")) {
            throw new InvalidSettingException(
                    PREFIX + "url",
                    url,
                    "This is no URL of JDBC.",
                    "Write it as jdbc:postgresql://host:5432/database; several hosts are separated by commas.");
        }
        if (url != null && dataSource != null) {
            throw new InvalidSettingException(
                    PREFIX + "data-source",
                    dataSource,
                    "Connections are made by \"" + PREFIX + "url\", too.",
                    "Set the one or the other.");
        }
        if (!schemaName.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new InvalidSettingException(
                    PREFIX + "schema-name",
                    schemaName,
                    "The name of a schema takes lower case letters, digits and _, begins with no digit, and has at most 63 characters.",
                    "Choose such a name; \"kindred\" is the default.");
        }
        if (statementTimeout.isNegative() || !statementTimeout.isZero() && statementTimeout.toMillis() == 0) {
            throw new InvalidSettingException(
                    PREFIX + "statement-timeout",
                    statementTimeout,
                    "The server counts whole milliseconds.",
                    "Set it to 1ms or more, or to 0 to leave it to the server.");
        }
        if (lease.compareTo(Duration.ofSeconds(3)) < 0 || lease.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new InvalidSettingException(
                    PREFIX + "lease",
                    lease,
                    "A process says three times in its lease that it lives; the lease takes from 3 seconds to 10 minutes.",
                    "Set it to 3s or more, and to 10m or less; 30s is the default.");
        }
        properties = Map.copyOf(properties);
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Whether the settings say where the server is; then the engine is this one, unless another is named. */
    boolean sayWhere() {
        return url != null || dataSource != null;
    }

    /**
     * Connections of the datastore's own.
     *
     * @param maxSize Most connections at a time.
     * @param minIdle Connections that are kept open while nothing happens.
     * @param connectionTimeout Longest time to wait for a connection.
     * @param maxLifetime Longest time a connection is used.
     */
    public record Pool(
            @DefaultValue("20") int maxSize,
            @DefaultValue("2") int minIdle,
            @DefaultValue("10s") Duration connectionTimeout,
            @DefaultValue("30m") Duration maxLifetime) {

        static final int FEWEST = 4;

        /**
         * Checks sizes and times.
         *
         * @param maxSize see the record
         * @param minIdle see the record
         * @param connectionTimeout see the record
         * @param maxLifetime see the record
         * @throws InvalidSettingException if a size or time is out of range
         */
        public Pool {
            if (maxSize < FEWEST) {
                throw new InvalidSettingException(
                        PREFIX + "pool.max-size",
                        maxSize,
                        "The engine needs at least 4 connections: for signs of life, for what other processes tell, and two for a transaction.",
                        "Raise it to 4 or more; 20 is the default.");
            }
            if (minIdle < 0 || minIdle > maxSize) {
                throw new InvalidSettingException(
                        PREFIX + "pool.min-idle",
                        minIdle,
                        "A pool keeps from 0 to " + maxSize + " connections, its size.",
                        "Lower it; 2 is the default.");
            }
            if (connectionTimeout.compareTo(Duration.ofMillis(250)) < 0) {
                throw new InvalidSettingException(
                        PREFIX + "pool.connection-timeout",
                        connectionTimeout,
                        "A connection takes its time.",
                        "Raise it to 250ms or more; 10s is the default.");
            }
            if (maxLifetime.compareTo(Duration.ofSeconds(30)) < 0) {
                throw new InvalidSettingException(
                        PREFIX + "pool.max-lifetime",
                        maxLifetime,
                        "Connections are used for at least 30 seconds.",
                        "Raise it to 30s or more; 30m is the default. Set it below the time after which the network drops connections.");
            }
        }
    }
}
