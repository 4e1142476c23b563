package dev.kindred.datastore.spring.data.repository.support;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.query.ExampleQueries;
import dev.kindred.datastore.spring.data.repository.query.QueryExecution;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.repository.core.EntityInformation;
import org.springframework.data.repository.query.FluentQuery.FetchableFluentQuery;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.Assert;

/**
 * The methods that every repository has. Extend it to give all repositories of an application more
 * ({@code @EnableDatastoreRepositories(repositoryBaseClass = …)}).
 *
 * <p>An entity, an id or a collection of them that is null is an {@code IllegalArgumentException}, as everywhere in Spring Data.
 *
 * <p>Transactions: every method joins the caller's. If there is none, a changing method has one of its own, so that event listeners and deferred calls which it
 * sets off are committed with it, and a reading method has a read-only one, so that a page and its total are of one moment. {@link #deleteAll()} is the
 * exception: what may be any number of entities is deleted in batches, unless the caller has a transaction.
 *
 * @param <T> the type of the entities
 * @param <ID> the type of their ids
 */
@Transactional(readOnly = true)
public class SimpleDatastoreRepository<T, ID> implements DatastoreRepository<T, ID> {

    private static final String NO_ENTITY = "The entity is null; give an object.";
    private static final String NO_ENTITIES = "The entities are null; give a collection, which may be empty.";
    private static final String NO_ID = "The id is null; give one, or look first whether there is one.";
    private static final String NO_IDS = "The ids are null; give a collection, which may be empty.";

    private final Class<T> type;
    private final DatastoreOperations operations;
    private final QueryExecution<T> execution;
    private ExampleQueries examples;

    /**
     * A repository.
     *
     * @param information what is known of the type
     * @param operations does the work
     */
    public SimpleDatastoreRepository(EntityInformation<T, ID> information, DatastoreOperations operations) {
        this.type = information.getJavaType();
        this.operations = operations;
        this.execution = new QueryExecution<>(operations, type);
        this.examples = new ExampleQueries(operations, QuerySettings.DEFAULTS, new SpelAwareProxyProjectionFactory());
    }

    /** Takes the settings and projections of the application, before anybody else sees this. */
    void setExamples(ExampleQueries examples) {
        this.examples = examples;
    }

    @Override
    @Transactional
    public <S extends T> S save(S entity) {
        Assert.notNull(entity, NO_ENTITY);
        return operations.save(entity);
    }

    @Override
    @Transactional
    public <S extends T> S save(S entity, Key ancestor, Key... further) {
        Assert.notNull(entity, NO_ENTITY);
        return operations.save(entity, ancestor, further);
    }

    @Override
    @Transactional
    public <S extends T> List<S> saveAll(Iterable<S> entities) {
        Assert.notNull(entities, NO_ENTITIES);
        return operations.saveAll(entities);
    }

    @Override
    @Transactional
    public <S extends T> S insert(S entity) {
        Assert.notNull(entity, NO_ENTITY);
        return operations.insert(entity);
    }

    @Override
    @Transactional
    public <S extends T> S update(S entity) {
        Assert.notNull(entity, NO_ENTITY);
        return operations.update(entity);
    }

    @Override
    public Optional<T> findById(ID id) {
        Assert.notNull(id, NO_ID);
        return operations.findById(id, type);
    }

    @Override
    public boolean existsById(ID id) {
        Assert.notNull(id, NO_ID);
        return operations.existsById(id, type);
    }

    @Override
    public List<T> findAll() {
        return execution.list(execution.all(Sort.unsorted()));
    }

    @Override
    public List<T> findAllById(Iterable<ID> ids) {
        Assert.notNull(ids, NO_IDS);
        return operations.findAllById(ids, type);
    }

    @Override
    public List<T> findAll(Sort sort) {
        return execution.list(execution.all(sort));
    }

    @Override
    public Page<T> findAll(Pageable pageable) {
        return execution.page(execution.all(pageable.getSort()), pageable);
    }

    @Override
    public Window<T> findAll(ScrollPosition position, Sort sort, Limit limit) {
        return execution.window(
                limit.isLimited() ? execution.all(sort).limit(limit.max()) : execution.all(sort), position);
    }

    @Override
    public List<T> findAllByAncestor(Key ancestor) {
        return execution.list(execution.all(Sort.unsorted()).ancestor(ancestor));
    }

    @Override
    public <S extends T> Optional<S> findOne(Example<S> example) {
        return examples.like(example).one();
    }

    @Override
    public <S extends T> List<S> findAll(Example<S> example) {
        return examples.like(example).all();
    }

    @Override
    public <S extends T> List<S> findAll(Example<S> example, Sort sort) {
        return examples.like(example).sortBy(sort).all();
    }

    @Override
    public <S extends T> Page<S> findAll(Example<S> example, Pageable pageable) {
        return examples.like(example).page(pageable);
    }

    @Override
    public <S extends T> long count(Example<S> example) {
        return examples.like(example).count();
    }

    @Override
    public <S extends T> boolean exists(Example<S> example) {
        return examples.like(example).exists();
    }

    @Override
    public <S extends T, R> R findBy(Example<S> example, Function<FetchableFluentQuery<S>, R> query) {
        return examples.findBy(example, query);
    }

    @Override
    public long count() {
        return operations.count(type);
    }

    @Override
    @Transactional
    public void deleteById(ID id) {
        Assert.notNull(id, NO_ID);
        operations.deleteById(id, type);
    }

    @Override
    @Transactional
    public void delete(T entity) {
        Assert.notNull(entity, NO_ENTITY);
        operations.delete(entity);
    }

    @Override
    @Transactional
    public void deleteAllById(Iterable<? extends ID> ids) {
        Assert.notNull(ids, NO_IDS);
        operations.deleteAllById(ids, type);
    }

    @Override
    @Transactional
    public void deleteAll(Iterable<? extends T> entities) {
        Assert.notNull(entities, NO_ENTITIES);
        operations.deleteAll(entities);
    }

    @Override
    @Transactional(propagation = Propagation.SUPPORTS)
    public void deleteAll() {
        operations.deleteAll(type);
    }
}
