package dev.kindred.datastore.query;

/**
 * How a query was answered and what that cost.
 *
 * @param explanation the plan, as it was before the run
 * @param statistics of the run, to its end
 */
public record Analysis(Explanation explanation, ExecutionStatistics statistics) {

    /** Several lines, to be read or pasted into a ticket; values of the query are shown. */
    @Override
    public String toString() {
        return explanation + "\nrun\n" + statistics;
    }
}
