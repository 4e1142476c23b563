package dev.kindred.datastore.autoconfigure.testcontainers;

import dev.kindred.datastore.autoconfigure.DatastoreConnectionDetails;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Lets {@code @ServiceConnection} on a {@link PostgreSQLContainer} say where the datastore's server is. */
final class DatastoreContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<PostgreSQLContainer, DatastoreConnectionDetails> {

    DatastoreContainerConnectionDetailsFactory() {}

    @Override
    protected DatastoreConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<PostgreSQLContainer> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<PostgreSQLContainer>
            implements DatastoreConnectionDetails {

        private Details(ContainerConnectionSource<PostgreSQLContainer> source) {
            super(source);
        }

        @Override
        public String getJdbcUrl() {
            return getContainer().getJdbcUrl();
        }

        @Override
        public String getUsername() {
            return getContainer().getUsername();
        }

        @Override
        public String getPassword() {
            return getContainer().getPassword();
        }
    }
}
