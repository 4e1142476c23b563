package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.AggregationResult;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.GqlBindings;
import dev.kindred.datastore.query.GqlQuery;
import dev.kindred.datastore.query.Query;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.mapping.MappingException;

/**
 * A statement in GQL with its arguments. {@link DatastoreOperations#gql} begins one:
 *
 * <pre>{@code
 * List<City> large = template.gql("SELECT * FROM City WHERE size > @size")
 *         .bind("size", 100_000L)
 *         .as(City.class)
 *         .all();
 * }</pre>
 *
 * <p>Properties have their stored names, {@code __key__} is the key. Arguments are stored as a field of their own class would store them. Immutable, safe for all
 * threads.
 */
public final class GqlRequest {

    private final DatastoreTemplate template;
    private final GqlQuery gql;
    private final GqlBindings bindings;

    GqlRequest(DatastoreTemplate template, GqlQuery gql, GqlBindings bindings) {
        this.template = template;
        this.gql = gql;
        this.bindings = bindings;
    }

    /**
     * Gives an argument.
     *
     * @param name the name behind {@code @} or {@code :} in the text
     * @param value a value, a collection of them, a key or a {@link Cursor}
     * @return a changed copy
     * @throws MappingException if the value's class has no stored form
     * @throws InvalidDataAccessApiUsageException if there can be no binding of that name
     */
    public GqlRequest bind(String name, @Nullable Object value) {
        return new GqlRequest(
                template,
                gql,
                template.translated(() -> value instanceof Cursor cursor
                        ? bindings.with(name, cursor)
                        : bindings.with(name, value(value))));
    }

    GqlRequest bindNext(@Nullable Object value) {
        return new GqlRequest(
                template,
                gql,
                template.translated(() ->
                        value instanceof Cursor cursor ? bindings.withNext(cursor) : bindings.withNext(value(value))));
    }

    private Value value(@Nullable Object value) {
        return template.getConverter().writeValue(value, template.getDatastore().partition());
    }

    /**
     * Asks for entities, or for rows with the selected properties.
     *
     * @return the query
     * @throws InvalidDataAccessApiUsageException if an argument is missing or does not fit, or the statement asks for numbers
     */
    public ObjectQuery<Entity, Entity> entities() {
        Query query = template.translated(() -> gql.asQuery(bindings));
        return ObjectQuery.of(new EntitySubject(template, query), Entity.class);
    }

    /**
     * Asks for objects. Of all properties, {@code SELECT *}, a class is read as it is mapped, and {@code Map} gives them by their stored names; of selected ones,
     * a record, a view or {@code Map} gets those by name, and another class the value of the only one. {@code SELECT __key__} gives a {@code Key}.
     *
     * @param <P> the type
     * @param type the type
     * @return the query
     * @throws InvalidDataAccessApiUsageException if an argument is missing or does not fit, or the statement asks for numbers
     */
    public <P> ObjectQuery<Entity, P> as(Class<P> type) {
        Query query = template.translated(() -> gql.asQuery(bindings));
        if (query.selection() == Query.Selection.KEYS && type != Key.class) {
            throw new InvalidDataAccessApiUsageException("The statement \"" + gql + "\" selects keys; ask for "
                    + Key.class.getName() + ", or write SELECT *.");
        }
        return ObjectQuery.ofRows(new EntitySubject(template, query), type);
    }

    /**
     * Computes the numbers that the statement asks for.
     *
     * @return the numbers by name
     * @throws InvalidDataAccessApiUsageException if an argument is missing or does not fit, or the statement asks for no numbers
     */
    public AggregationResult aggregate() {
        return template.execute(entities -> entities.aggregate(gql.asAggregation(bindings)));
    }
}
