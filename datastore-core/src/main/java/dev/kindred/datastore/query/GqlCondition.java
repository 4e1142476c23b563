package dev.kindred.datastore.query;

import java.util.List;

/** A condition as it is written; alternatives of alternatives and the like are flat. */
sealed interface GqlCondition {

    /** Some value of the property compares with the operand; mirrored comparisons are turned around. */
    record Comparison(String property, Operator operator, GqlOperand operand) implements GqlCondition {}

    /** The entity is at a key or below it. */
    record HasAncestor(GqlOperand ancestor) implements GqlCondition {}

    /** All of at least two. */
    record All(List<GqlCondition> conditions) implements GqlCondition {}

    /** At least one of at least two. */
    record Any(List<GqlCondition> conditions) implements GqlCondition {}
}
