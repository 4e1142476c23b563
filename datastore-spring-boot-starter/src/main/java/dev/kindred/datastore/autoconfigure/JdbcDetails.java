package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The connection details of Spring Boot's own, as ours. Apart, since an application may do without spring-boot-jdbc. */
record JdbcDetails(JdbcConnectionDetails details) implements DatastoreConnectionDetails {

    static @Nullable DatastoreConnectionDetails find(BeanFactory beans) {
        JdbcConnectionDetails found =
                beans.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
        return found == null ? null : new JdbcDetails(found);
    }

    @Override
    public String getJdbcUrl() {
        return details.getJdbcUrl();
    }

    @Override
    public @Nullable String getUsername() {
        return details.getUsername();
    }

    @Override
    public @Nullable String getPassword() {
        return details.getPassword();
    }
}
