package dev.kindred.datastore.spring.data.repository.query;

import java.util.List;
import org.springframework.data.domain.Range;

/** What an indexed condition says: how it is bound, and how it reads as Java and as GQL. */
enum Comparison {
    IS("is", "%1$s = %2$s", (on, at, all) -> on.is(on.isKey() ? all.required(at.get(0)) : all.get(at.get(0)))),
    IS_NOT(
            "isNot",
            "%1$s != %2$s",
            (on, at, all) -> on.isNot(on.isKey() ? all.required(at.get(0)) : all.get(at.get(0)))),
    LESS_THAN("lessThan", "%1$s > NULL AND %1$s < %2$s", (on, at, all) -> on.lessThan(all.required(at.get(0)))),
    LESS_THAN_EQUAL(
            "lessThanEqual",
            "%1$s > NULL AND %1$s <= %2$s",
            (on, at, all) -> on.lessThanEqual(all.required(at.get(0)))),
    GREATER_THAN("greaterThan", "%1$s > %2$s", (on, at, all) -> on.greaterThan(all.required(at.get(0)))),
    GREATER_THAN_EQUAL(
            "greaterThanEqual", "%1$s >= %2$s", (on, at, all) -> on.greaterThanEqual(all.required(at.get(0)))),
    BETWEEN(
            "between",
            "%1$s >= %2$s AND %1$s <= %3$s",
            (on, at, all) -> on.between(all.required(at.get(0)), all.required(at.get(1)))),
    WITHIN(
            "within",
            "%1$s >= %2$sFrom AND %1$s <= %2$sTo",
            (on, at, all) -> on.within((Range<?>) all.required(at.get(0)))),
    IN("in", "%1$s IN %2$s", (on, at, all) -> on.in(all.many(at.get(0)))),
    NOT_IN("notIn", "%1$s NOT IN %2$s", (on, at, all) -> on.notIn(all.many(at.get(0)))),
    IS_TRUE("isTrue", "%1$s = TRUE", (on, at, all) -> on.isTrue()),
    IS_FALSE("isFalse", "%1$s = FALSE", (on, at, all) -> on.isFalse()),
    IS_NULL("isNull", "%1$s = NULL", (on, at, all) -> on.isNull()),
    IS_NOT_NULL("isNotNull", "%1$s != NULL", (on, at, all) -> on.isNotNull()),
    EXISTS("exists", "%1$s >= NULL", (on, at, all) -> on.exists()),
    STARTING_WITH(
            "startingWith",
            "%1$s >= %2$s AND %1$s < %2$sEnd",
            (on, at, all) -> on.startingWith((String) all.required(at.get(0)))),
    IS_EMPTY_TEXT("isEmptyText", "%1$s = ''", (on, at, all) -> on.isEmptyText()),
    IS_NOT_EMPTY_TEXT("isNotEmptyText", "%1$s > ''", (on, at, all) -> on.isNotEmptyText());

    private final String method;
    private final String gql;
    private final Binding binding;

    Comparison(String method, String gql, Binding binding) {
        this.method = method;
        this.gql = gql;
        this.binding = binding;
    }

    private interface Binding {

        Constraint bind(PropertyConditions on, List<Integer> at, Arguments all);
    }

    Constraint bind(PropertyConditions on, List<Integer> at, Arguments all) {
        return binding.bind(on, at, all);
    }

    /** The method of {@link PropertyConditions} that makes it. */
    String method() {
        return method;
    }

    /** Whether null can be compared so, where the property is not the key. */
    boolean takesNull() {
        return this == IS || this == IS_NOT;
    }

    /** Whether its argument holds several values. */
    boolean takesMany() {
        return this == IN || this == NOT_IN;
    }

    /** It as GQL; {@code arguments} are names of parameters, without {@code @}. */
    String gql(String property, List<String> arguments) {
        Object[] parts = new Object[1 + arguments.size()];
        parts[0] = property;
        for (int i = 0; i < arguments.size(); i++) {
            parts[i + 1] = "@" + arguments.get(i);
        }
        return String.format(gql, parts);
    }
}
