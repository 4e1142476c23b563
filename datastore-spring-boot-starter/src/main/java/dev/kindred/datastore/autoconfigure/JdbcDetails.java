package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The connection details of Spring Boot's own, as ours. Apart, since an application may do without spring-boot-jdbc. */
final class JdbcDetails {

    private JdbcDetails() {}

    static @Nullable DatastoreConnectionDetails find(BeanFactory beans) {
        JdbcConnectionDetails found =
                beans.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
        return found == null ? null : new GivenDetails(found.getJdbcUrl(), found.getUsername(), found.getPassword());
    }
}
