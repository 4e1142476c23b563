package dev.kindred.datastore.autoconfigure;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the datastore's own. The pool is made when the first one is asked for, goes when it is closed, and is made again when the engine is opened again: a paused context holds no
 * connection. Connections commit each statement by themselves; the engine begins its transactions by statements, so there is nothing to be reset when they come back.
 */
final class OwnPool implements DataSource, AutoCloseable {

    static final String NAME = "kindred";

    private final DatastoreConnectionDetails details;
    private final DatastorePostgresProperties properties;
    private final String applicationName;
    private volatile @Nullable HikariDataSource pool;
    private volatile @Nullable MetricsTrackerFactory metrics;

    OwnPool(DatastoreConnectionDetails details, DatastorePostgresProperties properties, String applicationName) {
        this.details = details;
        this.properties = properties;
        this.applicationName = applicationName;
    }

    /** Has the pool measured from when it is made the next time; and now, if it exists. */
    void metrics(MetricsTrackerFactory factory) {
        metrics = factory;
        HikariDataSource now = pool;
        if (now != null && now.getMetricsTrackerFactory() == null) {
            now.setMetricsTrackerFactory(factory);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        HikariDataSource now = pool;
        return (now == null ? opened() : now).getConnection();
    }

    private synchronized HikariDataSource opened() throws SQLException {
        HikariDataSource now = pool;
        if (now == null) {
            try {
                now = new HikariDataSource(config());
            } catch (PoolInitializationException e) {
                // It tries once, so that a start against a server that is not there fails at once.
                if (e.getCause() instanceof SQLException cause) {
                    throw cause;
                }
                throw e;
            }
            pool = now;
        }
        return now;
    }

    HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setPoolName(NAME);
        config.setJdbcUrl(details.getJdbcUrl());
        config.setUsername(details.getUsername());
        config.setPassword(details.getPassword());
        config.setMaximumPoolSize(properties.pool().maxSize());
        config.setMinimumIdle(properties.pool().minIdle());
        config.setConnectionTimeout(properties.pool().connectionTimeout().toMillis());
        config.setMaxLifetime(properties.pool().maxLifetime().toMillis());
        MetricsTrackerFactory factory = metrics;
        if (factory != null) {
            config.setMetricsTrackerFactory(factory);
        }
        // What the URL says goes before these.
        config.addDataSourceProperty("ApplicationName", applicationName);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("prepareThreshold", "3");
        // A server that went away without a word would be waited for without end.
        config.addDataSourceProperty("socketTimeout", "60");
        for (Map.Entry<String, String> property : properties.properties().entrySet()) {
            config.addDataSourceProperty(property.getKey(), property.getValue());
        }
        return config;
    }

    boolean isOpen() {
        return pool != null;
    }

    @Override
    public synchronized void close() {
        HikariDataSource now = pool;
        pool = null;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The pool has one user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("Set kindred.datastore.postgres.pool.connection-timeout");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The pool logs with SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("The pool is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
