package dev.kindred.datastore.spring.data.repository.query;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;

/** Takes the place of a query that cannot be honoured until all problems have been found. */
final class RefusedQuery implements RepositoryQuery {

    private final QueryMethodProblem problem;
    private final @Nullable QueryMethod method;

    RefusedQuery(QueryMethodProblem problem, @Nullable QueryMethod method) {
        this.problem = problem;
        this.method = method;
    }

    @Override
    public Object execute(@Nullable Object[] parameters) {
        throw new InvalidQueryMethodsException(List.of(problem));
    }

    /** The method; null if Spring Data itself refused it. Nobody looks before the start fails. */
    @Override
    @SuppressWarnings("NullAway")
    public QueryMethod getQueryMethod() {
        return method;
    }
}
