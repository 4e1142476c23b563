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

/** Reads literals that are written as calls: KEY, BLOB, BLOBKEY, DATETIME and DATE. */
final class GqlCallParser {

    private final GqlTokens tokens;

    GqlCallParser(GqlTokens tokens) {
        this.tokens = tokens;
    }

    /** From the function's name to the closing parenthesis. */
    GqlOperand call() {
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
            fields.add(tokens.integer());
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
        long id = tokens.integer();
        return tokens.source.checked(at, () -> GqlOperand.KeyPath.step(Partition.DEFAULT, parent, kind, id, null));
    }
}
