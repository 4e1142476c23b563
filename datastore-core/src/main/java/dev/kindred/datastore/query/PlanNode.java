package dev.kindred.datastore.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One step of how a query is answered, and the steps it takes its rows from. For people and their tools; the words may change between versions.
 *
 * @param operation what the step does, in a few words
 * @param details what else is known about it: ranges, directions, choices still open
 * @param indexes the indexes it reads itself: {@code City} lists a kind, {@code City.name} is the index of a property,
 *     {@code City(country, -population)} a composite one
 * @param inputs where its rows come from, in the order in which they are asked
 */
public record PlanNode(String operation, List<String> details, List<String> indexes, List<PlanNode> inputs) {

    /**
     * Copies the lists.
     *
     * @param operation see the record
     * @param details see the record
     * @param indexes see the record
     * @param inputs see the record
     */
    public PlanNode {
        details = List.copyOf(details);
        indexes = List.copyOf(indexes);
        inputs = List.copyOf(inputs);
    }

    /**
     * The indexes that this step and those below it may read.
     *
     * @return each once, in the order of the tree
     */
    public List<String> allIndexes() {
        Set<String> all = new LinkedHashSet<>();
        collectIndexes(all);
        return List.copyOf(all);
    }

    private void collectIndexes(Set<String> all) {
        all.addAll(indexes);
        inputs.forEach(input -> input.collectIndexes(all));
    }

    /** The tree, a line for each step, inputs indented below the step they feed. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        write(lines, "");
        return String.join("\n", lines);
    }

    private void write(List<String> lines, String indent) {
        StringBuilder line = new StringBuilder(indent).append("- ").append(operation);
        if (!details.isEmpty()) {
            line.append(": ").append(String.join("; ", details));
        }
        lines.add(line.toString());
        inputs.forEach(input -> input.write(lines, indent + "  "));
    }
}
