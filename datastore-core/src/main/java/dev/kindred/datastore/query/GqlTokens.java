package dev.kindred.datastore.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of a text as its parsers take them, and the memory of what they would have taken: that is what an error says was expected. */
final class GqlTokens {

    static final String PROPERTY = "a property";

    /** Bounds the recursion of the parsers. */
    private static final int MAX_DEPTH = 100;

    /** Words that are no names without back-ticks, wherever they stand. */
    private static final Set<String> RESERVED = Set.of(
            "SELECT",
            "FROM",
            "WHERE",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "HAS",
            "DISTINCT",
            "LIMIT",
            "OFFSET",
            "NULL",
            "TRUE",
            "FALSE");

    private static final Map<String, String> HINTS = Map.of(
            "GROUP",
            "There is no GROUP BY; DISTINCT ON (…) keeps the first row of each group.",
            "JOIN",
            "There are no joins; bind what another query found.",
            "LIKE",
            "There is no LIKE; for a prefix write name >= 'ab' AND name < 'ac'.",
            "BETWEEN",
            "There is no BETWEEN; write p >= 1 AND p <= 2.",
            "NOT",
            "NOT stands before IN alone; to negate = write !=.");

    final GqlSource source;
    private final Gql.Literals literals;
    private final GqlLexer lexer;
    private final List<GqlToken> ahead = new ArrayList<>();
    private final Set<String> expected = new LinkedHashSet<>();
    private final Map<String, Integer> properties = new LinkedHashMap<>();
    private int depth;

    GqlTokens(GqlSource source, Gql.Literals literals) {
        this.source = source;
        this.literals = literals;
        this.lexer = new GqlLexer(source);
    }

    GqlToken current() {
        return peek(0);
    }

    GqlToken peek(int distance) {
        while (ahead.size() <= distance) {
            ahead.add(lexer.next());
        }
        return ahead.get(distance);
    }

    int at() {
        return current().start();
    }

    GqlToken take() {
        GqlToken taken = current();
        ahead.remove(0);
        expected.clear();
        return taken;
    }

    boolean accept(String wordOrSymbol) {
        boolean separates = wordOrSymbol.equals(",") || wordOrSymbol.equals("(") || wordOrSymbol.equals(")");
        return accept(wordOrSymbol, separates ? "\"" + wordOrSymbol + "\"" : wordOrSymbol);
    }

    /** Takes a word if it is the current one. The label says, in an error, what it would have begun. */
    boolean accept(String wordOrSymbol, String label) {
        if (current().is(wordOrSymbol)) {
            take();
            return true;
        }
        expected.add(label);
        return false;
    }

    void expect(String wordOrSymbol) {
        if (!accept(wordOrSymbol)) {
            throw unexpected();
        }
    }

    GqlToken expect(GqlToken.Type type, String label) {
        if (!current().is(type)) {
            throw unexpected(label);
        }
        return take();
    }

    void expectEnd() {
        if (!current().is(GqlToken.Type.END)) {
            throw unexpected("the end");
        }
    }

    /** Whether a call of this function begins here: such words are names unless a parenthesis follows. */
    boolean isCall(String function) {
        return current().is(function) && peek(1).is("(");
    }

    /** A whole number with or without a sign. */
    long integer() {
        int at = at();
        String sign = accept("-") ? "-" : "";
        if (sign.isEmpty()) {
            accept("+");
        }
        String digits = expect(GqlToken.Type.INTEGER, "a number").text();
        try {
            return Long.parseLong(sign + digits);
        } catch (NumberFormatException e) {
            throw source.error(
                    at,
                    "\"" + sign + digits + "\" does not fit 64 bits; integers go from " + Long.MIN_VALUE + " to "
                            + Long.MAX_VALUE + ".");
        }
    }

    /** A property where a value would do as well. */
    String propertyOrElse(String other) {
        expected.add(PROPERTY);
        return name(other);
    }

    /** A kind, a property or an alias. */
    String name(String label) {
        GqlToken word = current();
        if (word.is(GqlToken.Type.QUOTED_NAME) || word.is(GqlToken.Type.WORD) && !isReserved(word)) {
            // A word is a property, too, where it had been taken for a value if it were one.
            if (label.equals(PROPERTY) || label.equals(GqlOperandParser.VALUE)) {
                properties.putIfAbsent(word.text(), word.start());
            }
            return take().text();
        }
        throw unexpected(label);
    }

    /** The properties read so far with the place of the first mention, in the order of the text. */
    Map<String, Integer> properties() {
        return properties;
    }

    /** Whether this word is never a name without back-ticks. */
    boolean isReserved(GqlToken word) {
        return RESERVED.contains(word.upper()) || word.is("ORDER") && peek(1).is("BY");
    }

    void refuseLiteral(int at) {
        if (literals == Gql.Literals.REFUSED) {
            throw source.error(at, "Values are not taken from this text; write @name here and bind the value.");
        }
    }

    void descend() {
        if (++depth > MAX_DEPTH) {
            throw source.error(at(), "Parentheses are nested deeper than " + MAX_DEPTH + " levels.");
        }
    }

    void ascend() {
        depth--;
    }

    InvalidGqlException unexpected(String label) {
        expected.add(label);
        return unexpected();
    }

    InvalidGqlException unexpected() {
        GqlToken found = current();
        String text = source.text().substring(found.start(), Math.min(found.end(), found.start() + 40))
                + (found.end() > found.start() + 40 ? "…" : "");
        StringBuilder problem = new StringBuilder("Expected ");
        int left = expected.size();
        for (String each : expected) {
            problem.append(each).append(--left == 0 ? "" : left == 1 ? " or " : ", ");
        }
        problem.append(found.is(GqlToken.Type.END) ? ", but the text ends here." : ", but found " + shown(text) + ".");
        if (found.is(GqlToken.Type.WORD)) {
            problem.append(hint(found));
        }
        return source.error(found.start(), problem.toString());
    }

    private static String shown(String text) {
        return text.startsWith("\"") ? text : "\"" + text + "\"";
    }

    private String hint(GqlToken found) {
        String hint = HINTS.get(found.upper());
        if (hint != null && (!found.is("NOT") || expected.contains(GqlOperandParser.VALUE))) {
            return " " + hint;
        }
        if (expected.contains(GqlOperandParser.VALUE) && !expected.contains(PROPERTY)) {
            return " Text goes in quotes: '" + found.text() + "'.";
        }
        return isReserved(found) && expected.stream().anyMatch(each -> each.startsWith("a"))
                ? " As a name it needs back-ticks: `" + found.text() + "`."
                : "";
    }
}
