package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.template.TextPrefix;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Conditions on one text, by index as far as it goes, and the rest by looking at the text. */
final class TextConditions {

    /** Behind all strings and before what sorts next. */
    private static final Value AFTER_ALL_TEXT = Value.of(Double.NEGATIVE_INFINITY);

    private final String name;
    private final Operands operands;

    TextConditions(StoredProperty property, Operands operands) {
        this.name = property.name();
        this.operands = operands;
    }

    /** What texts with a prefix meet; null for any text of a key. */
    @Nullable
    Filter prefixed(String prefix) {
        String end = TextPrefix.end(prefix);
        if (!operands.isKey()) {
            return Filter.and(
                    operands.raw(Operator.GREATER_THAN_OR_EQUAL, Value.of(prefix)),
                    operands.raw(Operator.LESS_THAN, end == null ? AFTER_ALL_TEXT : Value.of(end)));
        }
        if (prefix.isEmpty()) {
            return null;
        }
        Filter lower = operands.compare(Operator.GREATER_THAN_OR_EQUAL, prefix);
        return end == null ? lower : Filter.and(lower, operands.compare(Operator.LESS_THAN, end));
    }

    /** Any text but the empty one. */
    Filter notEmpty() {
        return Filter.and(
                operands.raw(Operator.GREATER_THAN, Value.of("")), operands.raw(Operator.LESS_THAN, AFTER_ALL_TEXT));
    }

    /** Some text of the property compares so. */
    Constraint some(TextMatch match, String operand, TextMatch.Case letters) {
        if (letters == TextMatch.Case.SENSITIVE) {
            if (match == TextMatch.STARTING) {
                return Constraint.of(prefixed(operand));
            }
            if (match == TextMatch.EQUAL) {
                return Constraint.of(operands.compare(Operator.EQUAL, operand));
            }
            if (match == TextMatch.LIKE) {
                String prefix = TextMatch.likePrefix(operand);
                return new Constraint(prefixed(prefix), someOf(match.test(operand, letters)));
            }
        }
        return Constraint.rest(someOf(match.test(operand, letters)));
    }

    /** The property is there, and no text of it compares so. */
    Constraint none(TextMatch match, String operand, TextMatch.Case letters) {
        Predicate<Entity> some = someOf(match.test(operand, letters));
        return Constraint.rest(entity -> !FilterMatch.values(entity, name).isEmpty() && !some.test(entity));
    }

    private Predicate<Entity> someOf(Predicate<String> test) {
        return entity -> FilterMatch.values(entity, name).stream().anyMatch(value -> {
            String text = text(value);
            return text != null && test.test(text);
        });
    }

    private static @Nullable String text(Value value) {
        if (value instanceof Value.StringValue string) {
            return string.value();
        }
        return value instanceof Value.KeyValue key ? key.value().name() : null;
    }

    /** Some text equals one of several. */
    Constraint among(List<String> wanted, TextMatch.Case letters) {
        List<Predicate<String>> tests =
                wanted.stream().map(each -> TextMatch.EQUAL.test(each, letters)).toList();
        return Constraint.rest(someOf(text -> tests.stream().anyMatch(test -> test.test(text))));
    }

    /** The property is there, and no text of it equals one of several. */
    Constraint notAmong(List<String> wanted, TextMatch.Case letters) {
        Predicate<Entity> among = Objects.requireNonNull(among(wanted, letters).rest());
        return Constraint.rest(entity -> !FilterMatch.values(entity, name).isEmpty() && !among.test(entity));
    }
}
