package dev.kindred.datastore.spring.data.repository.support;

import dev.kindred.datastore.spring.data.auditing.InertAuditing;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblems;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.AbstractRepositoryMetadata;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.data.repository.core.support.RepositoryFragmentsContributor;
import org.springframework.data.repository.core.support.TransactionalRepositoryFactoryBeanSupport;
import org.springframework.util.Assert;

/**
 * The bean behind a repository. Changing methods get transactions of {@code datastoreTransactionManager}, or of the manager that
 * {@code @EnableDatastoreRepositories} names, never of another store's. Domain events of aggregates are published by {@code insert} and {@code update} as by
 * {@code save} and {@code delete}. A type with auditing annotations gets a warning if nobody has switched auditing on.
 *
 * @param <T> the repository's interface
 * @param <S> the type of the entities
 * @param <ID> the type of their ids
 */
public class DatastoreRepositoryFactoryBean<T extends Repository<S, ID>, S, ID>
        extends TransactionalRepositoryFactoryBeanSupport<T, S, ID> {

    private final Class<?> repositoryInterface;
    private @Nullable DatastoreOperations operations;
    private @Nullable ListableBeanFactory beans;
    private QueryMethodProblems problems = QueryMethodProblems.failingEach();
    private QuerySettings settings = QuerySettings.DEFAULTS;
    private DatastoreRepositoryFragmentsContributor contributor = DatastoreRepositoryFragmentsContributor.NONE;

    /**
     * A bean for a repository.
     *
     * @param repositoryInterface the repository's interface
     */
    public DatastoreRepositoryFactoryBean(Class<? extends T> repositoryInterface) {
        super(repositoryInterface);
        this.repositoryInterface = repositoryInterface;
    }

    /**
     * Sets what does the work.
     *
     * @param operations required
     */
    public void setDatastoreOperations(DatastoreOperations operations) {
        this.operations = operations;
        setMappingContext(operations.getConverter().getMappingContext());
    }

    /**
     * Sets where methods that cannot be honoured are noted.
     *
     * @param problems by default the repository reports its own
     */
    public void setQueryMethodProblems(QueryMethodProblems problems) {
        this.problems = problems;
    }

    /**
     * Sets who adds fragments to the repository.
     *
     * @param contributor by default nobody
     */
    public void setRepositoryFragmentsContributor(DatastoreRepositoryFragmentsContributor contributor) {
        this.contributor = contributor;
    }

    @Override
    public RepositoryFragmentsContributor getRepositoryFragmentsContributor() {
        return contributor;
    }

    /**
     * Takes the {@link QuerySettings} of the context, if it has any.
     *
     * @param beanFactory the context
     */
    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        super.setBeanFactory(beanFactory);
        beans = (ListableBeanFactory) beanFactory;
        settings = beanFactory.getBeanProvider(QuerySettings.class).getIfAvailable(() -> QuerySettings.DEFAULTS);
    }

    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
        super.setApplicationEventPublisher(publisher);
        // A customizer, since those come behind the transactions: the events are published within.
        addRepositoryFactoryCustomizer(
                factory -> factory.addRepositoryProxyPostProcessor(new InsertAndUpdateEvents(publisher)));
    }

    @Override
    public void afterPropertiesSet() {
        super.afterPropertiesSet();
        if (operations != null && beans != null) {
            Class<?> type =
                    AbstractRepositoryMetadata.getMetadata(repositoryInterface).getDomainType();
            InertAuditing.check(type, operations.getConverter().getMappingContext(), beans);
        }
    }

    @Override
    protected RepositoryFactorySupport doCreateRepositoryFactory() {
        Assert.state(operations != null, "datastoreOperations is not set.");
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(operations, problems);
        factory.setQuerySettings(settings);
        factory.setFragmentsContributor(contributor);
        return factory;
    }
}
