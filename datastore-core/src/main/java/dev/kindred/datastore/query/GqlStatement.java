package dev.kindred.datastore.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement as it is written.
 *
 * @param base kind, selection and orders, which need no bindings
 * @param where the condition, or null
 * @param limits numbers and end cursors, the first of which ends the answer; may be empty
 * @param offsets numbers and a start cursor, which are added; may be empty
 * @param aggregates empty if the rows themselves are asked for
 * @param verb what is done with the rows
 * @param assignments what is set in the rows; empty unless that is what is done
 * @param bindings all that are mentioned, in the order of the text
 * @param places where kind and properties are mentioned
 */
record GqlStatement(
        Query base,
        @Nullable GqlCondition where,
        List<GqlOperand> limits,
        List<GqlOperand> offsets,
        List<Aggregate> aggregates,
        Verb verb,
        List<Assigned> assignments,
        List<GqlOperand.Binding> bindings,
        GqlPlaces places) {

    GqlStatement {
        limits = List.copyOf(limits);
        offsets = List.copyOf(offsets);
        aggregates = List.copyOf(aggregates);
        assignments = List.copyOf(assignments);
        bindings = List.copyOf(bindings);
    }

    /**
     * A number to compute.
     *
     * @param template with the alias, and the property if there is one
     * @param upTo where a count stops, in place of what the template says, or null
     * @param at where it begins in the source
     */
    record Aggregate(Aggregation template, @Nullable GqlOperand upTo, int at) {}

    /** What a statement does with what it finds. */
    enum Verb {
        SELECT,
        UPDATE,
        DELETE
    }

    /**
     * A property to set.
     *
     * @param property its name
     * @param operation what becomes of it
     * @param operand with what
     * @param at where it begins in the source
     */
    record Assigned(String property, GqlChange.Operation operation, GqlOperand operand, int at) {}

    GqlStatement aggregate(List<Aggregate> over) {
        return new GqlStatement(base, where, limits, offsets, over, verb, assignments, bindings, places);
    }

    GqlStatement change(Verb changed, List<Assigned> set) {
        return new GqlStatement(base, where, limits, offsets, aggregates, changed, set, bindings, places);
    }
}
