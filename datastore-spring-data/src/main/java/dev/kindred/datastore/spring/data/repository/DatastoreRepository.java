package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.model.Key;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.data.repository.query.ListQueryByExampleExecutor;

/**
 * A collection of the entities of one kind. Extend it, name methods after what they find, and have it injected; all methods are checked at start-up.
 *
 * <p>Inside a transaction every method takes part in it. Outside, a reading method sees one moment, and a changing method is a transaction of its own: all
 * or nothing. Results of a query come in the order asked for, or else by key. {@code findAllById} answers in the order of the ids, once for each time an id is
 * given, and leaves out those that have no entity.
 *
 * <p>Queries by example take every setting of an {@code ExampleMatcher}; what no index answers is found by reading and filtering, see
 * {@link dev.kindred.datastore.spring.data.repository.query.ExampleQueries}.
 *
 * <p>Safe for all threads.
 *
 * @param <T> the type of the entities
 * @param <ID> the type of their ids, or {@link Key}
 */
@NoRepositoryBean
public interface DatastoreRepository<T, ID>
        extends ListCrudRepository<T, ID>, ListPagingAndSortingRepository<T, ID>, ListQueryByExampleExecutor<T> {

    /**
     * Stores a new entity.
     *
     * @param <S> the entity's own type
     * @param entity the entity; without an id it gets one
     * @return the entity as stored, with its id; a new object where the type is immutable
     * @throws org.springframework.dao.DuplicateKeyException if an entity with this key exists; nothing is changed then
     */
    <S extends T> S insert(S entity);

    /**
     * Stores an entity below others, for types that have no {@code @Parent}: their id is the whole {@link Key}.
     *
     * @param <S> the entity's own type
     * @param entity the entity; without an id it gets one below the ancestors, with one it has to be below them
     * @param ancestor the key of an ancestor
     * @param further the kinds and ids of ancestors below it, from the outermost inwards; what these keys have above them does not matter
     * @return the entity as stored
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if the type has a {@code @Parent} or its id is no {@code Key}, or the entity has a key
     *     elsewhere; nothing is stored then
     */
    <S extends T> S save(S entity, Key ancestor, Key... further);

    /**
     * Stores an entity in place of the one with its key.
     *
     * @param <S> the entity's own type
     * @param entity the entity with its id
     * @return the entity as stored
     * @throws org.springframework.dao.DataRetrievalFailureException if there is no entity with this key; nothing is changed then
     */
    <S extends T> S update(S entity);

    /**
     * Returns a part of all entities, and where the next part begins.
     *
     * @param position where to begin: {@link ScrollPosition#keyset()} or {@link CursorPosition#of(String)} to go by cursor, which costs the same on every
     *     page; {@link ScrollPosition#offset()} to go by number, which reads what it skips. The {@code backward()} of a position from a window asks for what lies before it
     * @param sort the order, or {@link Sort#unsorted()} for the order of the keys; the same for every part
     * @param limit the most to return
     * @return the part
     * @throws org.springframework.dao.InvalidDataAccessApiUsageException if a property to sort by is not indexed, or the cursor belongs to another query
     */
    Window<T> findAll(ScrollPosition position, Sort sort, Limit limit);

    /**
     * Returns all entities of this kind that are, or lie below, a key.
     *
     * @param ancestor a complete key; its entity need not exist
     * @return the entities by key, an ancestor before its descendants
     */
    List<T> findAllByAncestor(Key ancestor);
}
