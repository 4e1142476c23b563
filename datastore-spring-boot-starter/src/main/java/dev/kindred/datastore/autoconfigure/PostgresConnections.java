package dev.kindred.datastore.autoconfigure;

import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Where the engine on PostgreSQL takes its connections from; finds out when it is asked, so that an application with another engine needs none of it. In this order: the bean that
 * {@code data-source} names; a pool of our own for {@code url}; the bean marked {@link DatastoreDataSource}; connection details; the application's only or primary {@code DataSource}. Closes the pool of
 * our own when the context stops, after the engine.
 */
final class PostgresConnections implements BeanClassLoaderAware, SmartLifecycle, AutoCloseable {

    private static final String PREFIX = "kindred.datastore.postgres.";

    private final DatastorePostgresProperties properties;
    private final ListableBeanFactory beans;
    private final ObjectProvider<DataSource> marked;
    private final String applicationName;
    private @Nullable ClassLoader loader;
    private @Nullable DataSource chosen;

    PostgresConnections(
            DatastorePostgresProperties properties,
            ListableBeanFactory beans,
            ObjectProvider<DataSource> marked,
            String applicationName) {
        this.properties = properties;
        this.beans = beans;
        this.marked = marked;
        this.applicationName = applicationName;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        loader = classLoader;
    }

    DatastorePostgresProperties properties() {
        return properties;
    }

    /** Always the same one. */
    synchronized DataSource dataSource() {
        DataSource source = chosen;
        if (source == null) {
            source = choose();
            chosen = source;
        }
        return source;
    }

    /** The pool of our own, if there is one. */
    synchronized @Nullable OwnPool ownPool() {
        // A shared one would be known to whoever declared it.
        return chosen instanceof OwnPool own ? own : null;
    }

    private DataSource choose() {
        String name = properties.dataSource();
        if (name != null) {
            return named(name);
        }
        DatastoreConnectionDetails details =
                beans.getBeanProvider(DatastoreConnectionDetails.class).getIfAvailable();
        String url = properties.url();
        if (url != null) {
            return own(details != null ? details : new GivenDetails(url, properties.username(), properties.password()));
        }
        DataSource byMark = marked.getIfAvailable();
        if (byMark != null) {
            return byMark;
        }
        DataSource shared = beans.getBeanProvider(DataSource.class).getIfUnique();
        DatastoreConnectionDetails jdbc = jdbcDetails();
        if (details != null) {
            return shared != null && jdbc != null && same(details, jdbc) ? shared : own(details);
        }
        if (shared != null) {
            return shared;
        }
        String[] several = beans.getBeanNamesForType(DataSource.class, true, false);
        if (several.length > 0) {
            throw severalDataSources(several);
        }
        if (jdbc != null) {
            return own(jdbc);
        }
        throw new FailureAnalyzedException(
                "The engine \"postgres\" is chosen, but nothing says where the server is: there is neither a URL nor a DataSource.",
                "Set \"" + PREFIX
                        + "url\", \"username\" and \"password\"; or use the application's DataSource: add \"org.springframework.boot:spring-boot-starter-jdbc\" and set \"spring.datasource.url\".");
    }

    private DataSource named(String name) {
        if (!beans.containsBean(name) || !beans.isTypeMatch(name, DataSource.class)) {
            throw new InvalidSettingException(
                    PREFIX + "data-source",
                    name,
                    "There is no bean of type DataSource with this name.",
                    "Name one of " + Arrays.toString(beans.getBeanNamesForType(DataSource.class, true, false))
                            + ", or set \"" + PREFIX + "url\".");
        }
        return beans.getBean(name, DataSource.class);
    }

    private static FailureAnalyzedException severalDataSources(String[] names) {
        return new FailureAnalyzedException(
                "The engine \"postgres\" needs a DataSource, but the application has several and none is primary: "
                        + String.join(", ", names) + ".",
                "Name one with \"" + PREFIX + "data-source\", mark one with @DatastoreDataSource, or set \"" + PREFIX
                        + "url\" for connections of the datastore's own.");
    }

    private @Nullable DatastoreConnectionDetails jdbcDetails() {
        return ClassUtils.isPresent("org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails", loader)
                ? JdbcDetails.find(beans)
                : null;
    }

    private static boolean same(DatastoreConnectionDetails one, DatastoreConnectionDetails other) {
        return one.getJdbcUrl().equals(other.getJdbcUrl()) && Objects.equals(one.getUsername(), other.getUsername());
    }

    private OwnPool own(DatastoreConnectionDetails details) {
        if (!ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", loader)) {
            throw missing("its connection pool", "com.zaxxer:HikariCP");
        }
        String url = details.getJdbcUrl();
        if (url.startsWith("jdbc:postgresql:")
                ? !ClassUtils.isPresent("org.postgresql.Driver", loader)
                : DriverManager.drivers().noneMatch(driver -> accepts(driver, url))) {
            throw missing(
                    "a driver for \"" + withoutParameters(url) + "\"",
                    url.startsWith("jdbc:postgresql:") ? "org.postgresql:postgresql" : "the driver's artifact");
        }
        return new OwnPool(details, properties, applicationName);
    }

    private static boolean accepts(java.sql.Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (java.sql.SQLException e) {
            return false;
        }
    }

    private static FailureAnalyzedException missing(String what, String artifact) {
        return new FailureAnalyzedException(
                "The engine \"postgres\" is chosen, but " + what + " is not on the class path.",
                "Add the dependency \"" + artifact
                        + "\" with scope runtime; Spring Boot manages its version. \"org.springframework.boot:spring-boot-starter-jdbc\" brings the pool, too.");
    }

    /** Parameters may hold a password. */
    static String withoutParameters(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    @Override
    public void start() {
        // The engine asks for its connections when it opens.
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public void close() {
        OwnPool own = ownPool();
        if (own != null) {
            own.close();
        }
    }

    @Override
    public boolean isRunning() {
        OwnPool own = ownPool();
        return own != null && own.isOpen();
    }

    @Override
    public int getPhase() {
        return DatastoreLifecycle.PHASE - 1;
    }
}
