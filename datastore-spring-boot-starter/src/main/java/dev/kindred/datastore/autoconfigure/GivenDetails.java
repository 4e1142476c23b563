package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.Nullable;

/** Connection details that are known. */
record GivenDetails(
        String url, @Nullable String username, @Nullable String password) implements DatastoreConnectionDetails {

    @Override
    public String getJdbcUrl() {
        return url;
    }

    @Override
    public @Nullable String getUsername() {
        return username;
    }

    @Override
    public @Nullable String getPassword() {
        return password;
    }

    @Override
    public String toString() {
        return PostgresConnections.withoutParameters(url);
    }
}
