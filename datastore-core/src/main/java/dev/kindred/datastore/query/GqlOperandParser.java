package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Reads values: bindings, plain literals, lists, and with the help of {@link GqlCallParser} those that are written as calls. */
final class GqlOperandParser {

    static final String VALUE = "a value";

    private final GqlTokens tokens;
    private final GqlCallParser calls;
    private final List<GqlOperand.Binding> bindings = new ArrayList<>();

    GqlOperandParser(GqlTokens tokens) {
        this.tokens = tokens;
        this.calls = new GqlCallParser(tokens);
    }

    /** All bindings read so far, in the order of the text. */
    List<GqlOperand.Binding> bindings() {
        return bindings;
    }

    /** Whether a value begins here, and not a name. */
    boolean isNext() {
        GqlToken word = tokens.current();
        return switch (word.type()) {
            case STRING, INTEGER, DOUBLE, BINDING -> true;
            case SYMBOL -> word.is("+") || word.is("-");
            case WORD ->
                word.is("NULL")
                        || word.is("TRUE")
                        || word.is("FALSE")
                        || tokens.peek(1).is("(") && !tokens.isReserved(word);
            case QUOTED_NAME, END -> false;
        };
    }

    GqlOperand value() {
        GqlToken word = tokens.current();
        if (word.is(GqlToken.Type.BINDING)) {
            return binding();
        }
        if (!isNext()) {
            throw tokens.unexpected(VALUE);
        }
        if (tokens.isCall("ARRAY")) {
            tokens.take();
            return list(word.start());
        }
        tokens.refuseLiteral(word.start());
        return switch (word.type()) {
            case STRING -> new GqlOperand.Literal(Value.of(tokens.take().text()), word.start());
            case WORD -> word.is("NULL") || word.is("TRUE") || word.is("FALSE") ? constant() : calls.call();
            default -> number();
        };
    }

    /** The right side of IN: {@code ARRAY(…)}, {@code (…)} or a binding. */
    GqlOperand values() {
        GqlToken word = tokens.current();
        if (word.is(GqlToken.Type.BINDING)) {
            return binding();
        }
        if (tokens.isCall("ARRAY")) {
            tokens.take();
        } else if (!word.is("(")) {
            throw tokens.unexpected("ARRAY(…), a list in parentheses or a binding");
        }
        return list(word.start());
    }

    /** A number that is not negative, or a binding. */
    GqlOperand count() {
        GqlToken word = tokens.current();
        if (word.is(GqlToken.Type.BINDING)) {
            return binding();
        }
        if (!word.is(GqlToken.Type.INTEGER) && !word.is("+") && !word.is("-")) {
            throw tokens.unexpected("a number or a binding");
        }
        tokens.refuseLiteral(word.start());
        long number = tokens.integer();
        if (number < 0) {
            throw tokens.source.error(word.start(), number + " is negative; write 0 or more.");
        }
        return new GqlOperand.Literal(Value.of(number), word.start());
    }

    private GqlOperand binding() {
        GqlToken taken = tokens.take();
        GqlOperand.Binding binding = new GqlOperand.Binding(taken.text(), taken.start());
        bindings.add(binding);
        return binding;
    }

    private GqlOperand constant() {
        GqlToken word = tokens.take();
        Value value = word.is("NULL") ? Value.NULL : Value.of(word.is("TRUE"));
        return new GqlOperand.Literal(value, word.start());
    }

    private GqlOperand number() {
        GqlToken sign = tokens.current();
        GqlToken number = sign.is(GqlToken.Type.SYMBOL) ? tokens.peek(1) : sign;
        if (!number.is(GqlToken.Type.DOUBLE)) {
            return new GqlOperand.Literal(Value.of(tokens.integer()), sign.start());
        }
        boolean negative = sign.is("-");
        if (number != sign) {
            tokens.take();
        }
        tokens.take();
        double value = Double.parseDouble(number.text());
        if (Double.isInfinite(value)) {
            throw tokens.source.error(
                    sign.start(),
                    "\"" + number.text() + "\" is greater than any double; bind infinity if it is meant.");
        }
        return new GqlOperand.Literal(Value.of(negative ? -value : value), sign.start());
    }

    private GqlOperand list(int at) {
        List<GqlOperand> elements = new ArrayList<>();
        tokens.expect("(");
        while (!tokens.accept(")")) {
            if (!elements.isEmpty()) {
                tokens.expect(",");
            }
            if (tokens.isCall("ARRAY")) {
                throw tokens.source.error(tokens.at(), "A list holds no lists.");
            }
            elements.add(value());
        }
        return new GqlOperand.Array(List.copyOf(elements), at);
    }
}
