package dev.kindred.datastore;

import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Carries out {@link MissingIndex}. Safe for all threads. */
final class IndexPolicy {

    /** Cheaper runs are not worth a line in the log. */
    static final int MIN_ROWS_TO_WARN = 1_000;

    static final int MIN_ROWS_PER_RESULT_TO_WARN = 10;
    private static final int MAX_SHAPES = 1_000;

    private final MissingIndex mode;
    private final Consumer<String> warnings;
    private final Map<String, Boolean> warned = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_SHAPES;
        }
    };

    IndexPolicy(MissingIndex mode, Consumer<String> warnings) {
        this.mode = mode;
        this.warnings = warnings;
    }

    /**
     * Decides about a query before it runs.
     *
     * @param missing what App Engine would miss
     * @throws MissingIndexException if there is something, and the mode says so
     */
    void check(Query query, Supplier<List<IndexDefinition>> missing) {
        if (mode == MissingIndex.FAIL) {
            List<IndexDefinition> definitions = missing.get();
            if (!definitions.isEmpty()) {
                throw new MissingIndexException(query, definitions);
            }
        }
    }

    /**
     * Looks at a query that has run.
     *
     * @param advice what would help
     */
    void finished(Query query, Supplier<ExecutionStatistics> statistics, Supplier<List<IndexDefinition>> advice) {
        if (mode != MissingIndex.WARN) {
            return;
        }
        ExecutionStatistics cost = statistics.get();
        if (cost.rowsRead() < MIN_ROWS_TO_WARN || cost.rowsReadPerResult() < MIN_ROWS_PER_RESULT_TO_WARN) {
            return;
        }
        String shape = QueryShape.of(query);
        synchronized (warned) {
            if (warned.putIfAbsent(shape, Boolean.TRUE) != null) {
                return;
            }
        }
        List<IndexDefinition> definitions = advice.get();
        if (!definitions.isEmpty()) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "The query \"%s\" read %,d rows for %,d results. A composite index would help; declare it on the entity's class or in index.yaml:%n%s",
                    shape,
                    cost.rowsRead(),
                    cost.resultsReturned(),
                    new IndexYaml(definitions)));
        }
    }
}
