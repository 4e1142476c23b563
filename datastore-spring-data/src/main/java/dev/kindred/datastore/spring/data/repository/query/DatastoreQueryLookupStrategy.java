package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.repository.Update;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.NamedQueries;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/**
 * Makes the query of each method when its repository is made. A method that cannot be honoured is noted, not thrown for, so that all are found.
 */
public final class DatastoreQueryLookupStrategy implements QueryLookupStrategy {

    private final DatastoreOperations operations;
    private final QueryMethodProblems problems;
    private final QuerySettings settings;
    private final ValueExpressionDelegate expressions;
    private final Key key;

    /**
     * A strategy for repositories of one datastore.
     *
     * @param operations what runs the queries
     * @param problems where to note methods that cannot be honoured
     * @param settings how queries run
     * @param expressions evaluates expressions in texts
     * @param key whether to look at texts, names of methods, or the one and then the other; null for the last
     */
    public DatastoreQueryLookupStrategy(
            DatastoreOperations operations,
            QueryMethodProblems problems,
            QuerySettings settings,
            ValueExpressionDelegate expressions,
            @Nullable Key key) {
        this.operations = operations;
        this.problems = problems;
        this.settings = settings;
        this.expressions = expressions;
        this.key = key == null ? Key.CREATE_IF_NOT_FOUND : key;
    }

    @Override
    public RepositoryQuery resolveQuery(
            Method method, RepositoryMetadata metadata, ProjectionFactory factory, NamedQueries namedQueries) {
        DatastoreQueryMethod queryMethod = null;
        try {
            queryMethod = new DatastoreQueryMethod(method, metadata, factory);
            return query(queryMethod, namedQueries);
        } catch (RuntimeException e) {
            QueryMethodProblem problem = new QueryMethodProblem(
                    metadata.getRepositoryInterface(), DatastoreQueryMethod.describe(method), reason(e, method));
            problems.add(problem);
            return new RefusedQuery(problem, queryMethod);
        }
    }

    private RepositoryQuery query(DatastoreQueryMethod method, NamedQueries named) {
        DeclaredQuery declared = key == Key.CREATE ? null : DeclaredQuery.find(method, named);
        Update update = method.annotation(Update.class);
        if (declared != null && update != null) {
            throw new InvalidDataAccessApiUsageException(
                    "it has an @Update and a @Query or named query; write all of it in one, as in @Query(\"UPDATE … SET … WHERE …\")");
        }
        if (declared != null) {
            return GqlDatastoreQuery.of(method, declared, operations, settings, expressions);
        }
        if (key == Key.USE_DECLARED_QUERY) {
            throw new InvalidDataAccessApiUsageException(
                    "it has no @Query and no named query, and queryLookupStrategy is USE_DECLARED_QUERY; write one, or set CREATE_IF_NOT_FOUND");
        }
        if (update != null) {
            return new DerivedUpdate(method, operations, settings).written(update, expressions);
        }
        return DerivedUpdate.isNamed(method.getName())
                ? new DerivedUpdate(method, operations, settings).named()
                : new DerivedDatastoreQuery(method, operations, settings);
    }

    private static String reason(RuntimeException e, Method method) {
        if (e instanceof PropertyReferenceException misspelt
                && misspelt.getType().getType() == Ref.class) {
            return "\"" + misspelt.getPropertyName()
                    + "\" is a property of another entity, which is referred to, and the datastore joins nothing; find those first and compare with them, or store a copy of the property";
        }
        if (e instanceof PropertyReferenceException misspelt) {
            return "there is no property \"" + misspelt.getPropertyName() + "\" in "
                    + misspelt.getType().getType().getSimpleName() + "; " + wayOut(misspelt, method.getName());
        }
        // Spring Data's own messages end with the whole method, which the line begins with already.
        String message = String.valueOf(e.getMessage());
        int offending = message.indexOf("; Offending method");
        return offending < 0 ? message.replace(method.toString(), method.getName()) : message.substring(0, offending);
    }

    private static String wayOut(PropertyReferenceException misspelt, String method) {
        String message = misspelt.getMessage();
        int suggestion = message.indexOf("Did you mean");
        if (suggestion >= 0) {
            int end = message.indexOf(';', suggestion);
            return "did" + message.substring(suggestion + "Did".length(), end < 0 ? message.length() : end) + "?";
        }
        if (method.contains("ThanOrEqual")) {
            return "the keywords are LessThanEqual and GreaterThanEqual";
        }
        return AncestorInName.isQuery(method)
                ? "spell it as the field is spelt"
                : "a query begins with find…By, count…By, exists…By, delete…By or update…By, and anything else needs an implementation";
    }
}
