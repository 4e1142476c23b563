package dev.kindred.datastore.spring.data.repository.support;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFragmentsContributor;

/**
 * Adds the implementation of further interfaces to repositories that extend them, for all repositories of an application or by a library. Named in
 * {@code @EnableDatastoreRepositories(fragmentsContributor = …)}; it has a constructor without parameters. For one interface a class named after it, {@code …Impl},
 * or an entry in {@code META-INF/spring.factories} is enough.
 */
public interface DatastoreRepositoryFragmentsContributor extends RepositoryFragmentsContributor {

    /** Adds nothing. */
    DatastoreRepositoryFragmentsContributor NONE = new DatastoreRepositoryFragmentsContributor() {
        @Override
        public RepositoryFragments contribute(RepositoryMetadata metadata, DatastoreOperations operations) {
            return RepositoryFragments.empty();
        }

        @Override
        public RepositoryFragments describe(RepositoryMetadata metadata) {
            return RepositoryFragments.empty();
        }
    };

    /**
     * The fragments of one repository.
     *
     * @param metadata the repository
     * @param operations what does its work
     * @return the fragments; none for a repository that does not extend their interfaces
     */
    RepositoryFragments contribute(RepositoryMetadata metadata, DatastoreOperations operations);
}
