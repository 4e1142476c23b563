package dev.kindred.datastore.spring.data.repository.query;

import java.util.List;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** Query methods that cannot be honoured, all that were found. Thrown at start-up; nothing has been read or written. */
public final class InvalidQueryMethodsException extends InvalidDataAccessApiUsageException {

    private final transient List<QueryMethodProblem> problems;

    /**
     * Reports problems.
     *
     * @param problems at least one
     */
    public InvalidQueryMethodsException(List<QueryMethodProblem> problems) {
        super(describe(problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * The problems.
     *
     * @return by repository and method
     */
    public List<QueryMethodProblem> problems() {
        return problems;
    }

    private static String describe(List<QueryMethodProblem> problems) {
        StringBuilder text =
                new StringBuilder(problems.size() == 1 ? "1 query method" : problems.size() + " query methods");
        text.append(" cannot be honoured:");
        for (QueryMethodProblem problem : problems) {
            text.append("\n  - ").append(problem);
        }
        text.append("\n").append(Keywords.SUPPORTED);
        return text.toString();
    }
}
