package dev.kindred.datastore.query;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a query would be answered, found without reading any of its results.
 *
 * @param query the query
 * @param plan the steps
 * @param advice composite indexes that are not there and would make it cheaper, each alone enough for its alternative of the query; none if there is nothing to
 *     gain
 * @param required the composite indexes without which App Engine would refuse the query, and which are not declared; none if it would answer
 */
public record Explanation(Query query, PlanNode plan, List<IndexDefinition> advice, List<IndexDefinition> required) {

    /**
     * Copies the lists.
     *
     * @param query see the record
     * @param plan see the record
     * @param advice see the record
     * @param required see the record
     */
    public Explanation {
        advice = List.copyOf(advice);
        required = List.copyOf(required);
    }

    /**
     * The indexes that the plan may read.
     *
     * @return each once; see {@link PlanNode#indexes()} for how they are named
     */
    public List<String> indexesUsed() {
        return plan.allIndexes();
    }

    /** Several lines, to be read or pasted into a ticket; values of the query are shown. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder().append(query).append("\nplan\n").append(plan);
        append(text, "\nan index that would help", advice);
        append(text, "\nan index that App Engine would demand", required);
        return text.toString();
    }

    private static void append(StringBuilder text, String title, List<IndexDefinition> definitions) {
        if (!definitions.isEmpty()) {
            text.append(title).append('\n');
            text.append(definitions.stream().map(IndexDefinition::toYaml).collect(Collectors.joining("\n")));
        }
    }
}
