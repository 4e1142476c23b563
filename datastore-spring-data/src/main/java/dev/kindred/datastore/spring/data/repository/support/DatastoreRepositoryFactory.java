package dev.kindred.datastore.spring.data.repository.support;

import dev.kindred.datastore.spring.data.repository.query.DatastoreQueryLookupStrategy;
import dev.kindred.datastore.spring.data.repository.query.ExampleQueries;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblems;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.core.EntityInformation;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryComposition.RepositoryFragments;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.data.repository.query.QueryLookupStrategy.Key;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/**
 * Makes repositories without Spring beans: {@code new DatastoreRepositoryFactory(template).getRepository(Cities.class)}. Such a repository starts no
 * transactions of its own; every method of it but {@code deleteAll()} is still all or nothing.
 */
public class DatastoreRepositoryFactory extends RepositoryFactorySupport {

    private final DatastoreOperations operations;
    private final QueryMethodProblems problems;
    private QuerySettings settings = QuerySettings.DEFAULTS;
    private DatastoreRepositoryFragmentsContributor contributor = DatastoreRepositoryFragmentsContributor.NONE;

    /**
     * A factory whose repositories fail each for itself.
     *
     * @param operations does the work
     */
    public DatastoreRepositoryFactory(DatastoreOperations operations) {
        this(operations, QueryMethodProblems.failingEach());
    }

    /**
     * A factory whose repositories leave it to others to report what is wrong.
     *
     * @param operations does the work
     * @param problems where methods that cannot be honoured are noted
     */
    public DatastoreRepositoryFactory(DatastoreOperations operations, QueryMethodProblems problems) {
        this.operations = operations;
        this.problems = problems;
    }

    /**
     * Says how query methods run.
     *
     * @param settings for the repositories made from now on
     */
    public void setQuerySettings(QuerySettings settings) {
        this.settings = settings;
    }

    /**
     * Sets who adds fragments to repositories.
     *
     * @param contributor for the repositories made from now on
     */
    public void setFragmentsContributor(DatastoreRepositoryFragmentsContributor contributor) {
        this.contributor = contributor;
    }

    @Override
    protected RepositoryFragments getRepositoryFragments(RepositoryMetadata metadata) {
        return contributor.contribute(metadata, operations);
    }

    /**
     * Makes a repository.
     *
     * @param <T> the repository's interface
     * @param repositoryInterface the repository's interface
     * @param fragments the implementations of its further interfaces
     * @return the repository
     * @throws InvalidQueryMethodsException if there are methods that cannot be honoured, and nobody else is to report them
     */
    @Override
    public <T> T getRepository(Class<T> repositoryInterface, RepositoryFragments fragments) {
        T repository = super.getRepository(repositoryInterface, fragments);
        problems.repositoryComplete(repositoryInterface);
        return repository;
    }

    @Override
    public EntityInformation<?, ?> getEntityInformation(RepositoryMetadata metadata) {
        return DatastoreEntityInformation.of(
                operations.getConverter().getMappingContext(), metadata.getDomainType(), metadata.getIdType());
    }

    @Override
    protected Object getTargetRepository(RepositoryInformation information) {
        Class<?> repository = information.getRepositoryInterface();
        problems.checkBaseMethods(
                repository,
                Arrays.stream(repository.getMethods())
                        .filter(information::isBaseClassMethod)
                        .toList());
        problems.checkId(
                repository,
                operations.getConverter().getMappingContext().getRequiredPersistentEntity(information.getDomainType()),
                information.getIdType());
        Object target = getTargetRepositoryViaReflection(information, getEntityInformation(information), operations);
        if (target instanceof SimpleDatastoreRepository<?, ?> simple) {
            simple.setExamples(new ExampleQueries(operations, settings, getProjectionFactory()));
        }
        return target;
    }

    @Override
    protected Class<?> getRepositoryBaseClass(RepositoryMetadata metadata) {
        return SimpleDatastoreRepository.class;
    }

    @Override
    protected Optional<QueryLookupStrategy> getQueryLookupStrategy(
            @Nullable Key key, ValueExpressionDelegate valueExpressionDelegate) {
        return Optional.of(
                new DatastoreQueryLookupStrategy(operations, problems, settings, valueExpressionDelegate, key));
    }
}
