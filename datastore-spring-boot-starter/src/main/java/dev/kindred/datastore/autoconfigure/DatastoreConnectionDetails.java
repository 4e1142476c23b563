package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the server of the engine {@code postgres} is. A bean of this type takes the place of {@code kindred.datastore.postgres.url}, {@code username} and {@code password}; it does not choose
 * the engine. Where it names the same database and user as the application's {@code DataSource}, and no URL is set, that is used: one pool, and transactions that span both.
 */
public interface DatastoreConnectionDetails extends ConnectionDetails {

    /**
     * The address.
     *
     * @return a JDBC URL, such as {@code jdbc:postgresql://localhost/shop}
     */
    String getJdbcUrl();

    /**
     * The role that logs in.
     *
     * @return the user name, or null if the URL says it or the driver's default is right
     */
    @Nullable
    String getUsername();

    /**
     * The password of the role.
     *
     * @return the password, or null if none is needed or the URL says it
     */
    @Nullable
    String getPassword();
}
