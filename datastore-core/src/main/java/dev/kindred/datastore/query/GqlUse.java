package dev.kindred.datastore.query;

import org.jspecify.annotations.Nullable;

/**
 * One place where a GQL text takes a binding, for those who make the values from something else: what they have to make.
 *
 * @param binding the name or number, without the sign
 * @param role what the binding stands for here
 * @param property the property it is compared with or that is set by it, or null if the role speaks of none
 */
public record GqlUse(String binding, Role role, @Nullable String property) {

    /** What a binding stands for. */
    public enum Role {
        /** What a property is set to: a value or a list. */
        NEW_VALUE,
        /** An element of the list that a property is set to. */
        NEW_ELEMENT,
        /** A number that a property is raised or lowered by. */
        SUMMAND,
        /** A single value to compare with. */
        VALUE,
        /** A list, behind IN or NOT IN. */
        LIST,
        /** The key of an ancestor. */
        ANCESTOR,
        /** A number, or a cursor to end at. */
        LIMIT,
        /** A number, or a cursor to start at. */
        OFFSET,
        /** The number that COUNT_UP_TO counts to. */
        COUNT
    }
}
