package dev.kindred.datastore.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a text into words, one at a time, so that the first error of a text is the one that is reported. */
final class GqlLexer {

    private static final Pattern NUMBER = Pattern.compile("(\\d+(\\.\\d+)?|\\.\\d+)([eE][+-]?\\d+)?");

    private final GqlSource source;
    private final String text;
    private int at;

    GqlLexer(GqlSource source) {
        this.source = source;
        this.text = source.text();
    }

    GqlToken next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new GqlToken(GqlToken.Type.END, "", at, at);
        }
        char c = text.charAt(at);
        if (Gql.startsName(c) || c == '`') {
            return name();
        }
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (isDigit(c) || c == '.') {
            return number();
        }
        return c == '@' || c == ':' ? binding() : symbol(c);
    }

    private char charAt(int position) {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private int endOfPlain(int from) {
        int end = from;
        while (end < text.length() && (Gql.startsName(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    /** Parts joined by dots, each with or without back-ticks. */
    private GqlToken name() {
        int start = at;
        boolean quoted = false;
        StringBuilder name = new StringBuilder();
        while (true) {
            if (charAt(at) == '`') {
                quoted = true;
                int opening = at;
                String part = quoted('`', "name");
                if (part.isEmpty()) {
                    throw source.error(opening, "The name between these back-ticks is empty.");
                }
                name.append(part);
            } else {
                int end = endOfPlain(at);
                name.append(text, at, end);
                at = end;
            }
            char first = charAt(at + 1);
            if (charAt(at) != '.' || first != '`' && !Gql.startsName(first)) {
                break;
            }
            name.append('.');
            at++;
        }
        return new GqlToken(quoted ? GqlToken.Type.QUOTED_NAME : GqlToken.Type.WORD, name.toString(), start, at);
    }

    private GqlToken string(char quote) {
        int start = at;
        String value = quoted(quote, "string");
        return new GqlToken(GqlToken.Type.STRING, value, start, at);
    }

    /** From an opening quote to the closing one, which is doubled where it is meant; strings have escapes with a backslash, too. */
    private String quoted(char quote, String what) {
        int opening = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote && charAt(at) == quote) {
                at++;
            } else if (c == quote) {
                return value.toString();
            } else if (c == '\\' && quote != '`') {
                c = escaped();
            }
            value.append(c);
        }
        throw source.error(
                opening, "The " + what + " that begins here is not closed; its end has to be " + quote + ".");
    }

    private char escaped() {
        char c = charAt(at);
        int meaning = "\\'\"`%_0bnrtZ".indexOf(c);
        if (at == text.length() || meaning < 0) {
            throw source.error(
                    at - 1,
                    "A backslash stands before one of \\ ' \" ` % _ 0 b n r t Z; for a backslash itself write \\\\.");
        }
        at++;
        return "\\'\"`%_\0\b\n\r\t\u001A".charAt(meaning);
    }

    private GqlToken number() {
        int start = at;
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        boolean found = number.lookingAt();
        int end = found ? number.end() : at + 1;
        if (!found || Gql.startsName(charAt(end)) || charAt(end) == '.') {
            throw source.error(start, "This is not a number; write one such as 12, 1.5 or 1.5e3.");
        }
        at = end;
        boolean whole = number.group(2) == null && number.group(3) == null && text.charAt(start) != '.';
        return new GqlToken(
                whole ? GqlToken.Type.INTEGER : GqlToken.Type.DOUBLE, text.substring(start, end), start, end);
    }

    private GqlToken binding() {
        int start = at++;
        at = endOfPlain(at);
        String name = text.substring(start + 1, at);
        String problem = GqlBindings.problemOf(name);
        if (problem != null) {
            throw source.error(start, problem);
        }
        return new GqlToken(GqlToken.Type.BINDING, name, start, at);
    }

    private GqlToken symbol(char c) {
        int start = at;
        char next = charAt(at + 1);
        if (c == '<' && next == '>' || c == '=' && next == '=') {
            throw source.error(start, "There is no operator " + c + next + "; write " + (c == '<' ? "!=." : "=."));
        }
        boolean two = (c == '<' || c == '>' || c == '!') && next == '=';
        if (!two && "*,()+-<>=".indexOf(c) < 0) {
            throw source.error(
                    start,
                    "\"" + Character.toString(text.codePointAt(start))
                            + "\" means nothing here. Text goes in quotes, and names with other characters than letters, digits, _ and $ in back-ticks.");
        }
        at += two ? 2 : 1;
        return new GqlToken(GqlToken.Type.SYMBOL, text.substring(start, at), start, at);
    }
}
