package dev.kindred.datastore.query;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads values: bindings, plain literals, and those that are written as calls. */
final class GqlOperandParser {

    static final String VALUE = "a value";

    private final GqlTokens tokens;
    private final List<GqlOperand.Binding> bindings = new ArrayList<>();

    GqlOperandParser(GqlTokens tokens) {
        this.tokens = tokens;
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
            case WORD -> word.is("NULL") || word.is("TRUE") || word.is("FALSE") ? constant() : call();
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
        long number = integer();
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
            return new GqlOperand.Literal(Value.of(integer()), sign.start());
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

    private long integer() {
        int at = tokens.at();
        String sign = tokens.accept("-") ? "-" : "";
        if (sign.isEmpty()) {
            tokens.accept("+");
        }
        String digits = tokens.expect(GqlToken.Type.INTEGER, "a number").text();
        try {
            return Long.parseLong(sign + digits);
        } catch (NumberFormatException e) {
            throw tokens.source.error(
                    at,
                    "\"" + sign + digits + "\" does not fit 64 bits; integers go from " + Long.MIN_VALUE + " to "
                            + Long.MAX_VALUE + ".");
        }
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

    private GqlOperand call() {
        GqlToken function = tokens.current();
        int at = function.start();
        GqlOperand value =
                switch (function.upper()) {
                    case "KEY" -> key();
                    case "BLOB" -> new GqlOperand.Literal(blob(), at);
                    case "BLOBKEY" -> new GqlOperand.Literal(new Value.BlobKeyValue(opened().text()), at);
                    case "DATETIME" -> new GqlOperand.Literal(time(6), at);
                    case "DATE" -> new GqlOperand.Literal(time(3), at);
                    case "USER", "GEOPT", "TIME" ->
                        throw tokens.source.error(
                                at,
                                function.upper() + "(…) has no meaning here"
                                        + (function.is("GEOPT") ? "; bind a geo point with @name." : "."));
                    default ->
                        throw tokens.source.error(
                                at,
                                "There is no function \"" + function.text()
                                        + "\"; values are written with KEY, BLOB, BLOBKEY, DATETIME, DATE or ARRAY.");
                };
        tokens.expect(")");
        return value;
    }

    /** The function's name, the parenthesis, and a string, which is returned. */
    private GqlToken opened() {
        tokens.take();
        tokens.expect("(");
        return tokens.expect(GqlToken.Type.STRING, "a string");
    }

    private Value blob() {
        GqlToken text = opened();
        try {
            return Value.of(ByteString.copyOf(Base64.getUrlDecoder().decode(text.text())));
        } catch (IllegalArgumentException e) {
            throw tokens.source.error(
                    text.start(), "This is not base64url: letters, digits, - and _, four for each three bytes.");
        }
    }

    /** RFC 3339, or the legacy dialect's list of numbers. */
    private Value time(int most) {
        tokens.take();
        tokens.expect("(");
        GqlToken first = tokens.current();
        if (first.is(GqlToken.Type.STRING)) {
            String text = tokens.take().text();
            return tokens.source.checked(first.start(), () -> most == 3 ? GqlTimes.date(text) : GqlTimes.time(text));
        }
        if (!first.is(GqlToken.Type.INTEGER)) {
            throw tokens.unexpected("a string or a year");
        }
        List<Long> fields = new ArrayList<>();
        do {
            fields.add(integer());
        } while (fields.size() < 3 ? expectComma() : fields.size() < most && tokens.accept(","));
        long[] numbers = fields.stream().mapToLong(Long::longValue).toArray();
        return tokens.source.checked(first.start(), () -> GqlTimes.ofFields(numbers));
    }

    private boolean expectComma() {
        tokens.expect(",");
        return true;
    }

    private GqlOperand key() {
        int at = tokens.take().start();
        tokens.expect("(");
        GqlToken first = tokens.current();
        if (first.is(GqlToken.Type.STRING) && tokens.peek(1).is(")")) {
            String text = tokens.take().text();
            Key key = tokens.source.checked(first.start(), () -> Key.decode(text));
            return new GqlOperand.Literal(tokens.source.checked(first.start(), () -> Value.of(key)), at);
        }
        String app = part("PROJECT");
        String namespace = part("NAMESPACE");
        tokens.source.checked(
                first.start(),
                () -> new Partition(app == null ? Partition.DEFAULT_APP : app, namespace == null ? "" : namespace));
        Key path = null;
        do {
            path = element(path);
        } while (tokens.accept(","));
        return new GqlOperand.KeyPath(Objects.requireNonNull(path), app, namespace, at);
    }

    private @Nullable String part(String function) {
        if (!tokens.isCall(function)) {
            return null;
        }
        String name = opened().text();
        tokens.expect(")");
        tokens.expect(",");
        return name;
    }

    private Key element(@Nullable Key parent) {
        int at = tokens.at();
        // The legacy dialect has kinds in quotes here.
        String kind = tokens.current().is(GqlToken.Type.STRING) ? tokens.take().text() : tokens.name("a kind");
        tokens.expect(",");
        if (tokens.current().is(GqlToken.Type.STRING)) {
            String name = tokens.take().text();
            return tokens.source.checked(at, () -> GqlOperand.KeyPath.step(Partition.DEFAULT, parent, kind, 0, name));
        }
        GqlToken word = tokens.current();
        if (!word.is(GqlToken.Type.INTEGER) && !word.is("+") && !word.is("-")) {
            throw tokens.unexpected("an id or a name in quotes");
        }
        long id = integer();
        return tokens.source.checked(at, () -> GqlOperand.KeyPath.step(Partition.DEFAULT, parent, kind, id, null));
    }
}
