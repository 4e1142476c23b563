package dev.kindred.datastore.query;

import java.util.Locale;

/**
 * A word of a statement.
 *
 * @param type what it is
 * @param text its meaning: a name without back-ticks, a string without quotes and escapes, a binding without its sign
 * @param start where it begins in the source
 * @param end where it has ended in the source
 */
record GqlToken(Type type, String text, int start, int end) {

    enum Type {
        /** A keyword, or a name without back-ticks. */
        WORD,
        /** A name with back-ticks somewhere: never a keyword. */
        QUOTED_NAME,
        STRING,
        INTEGER,
        DOUBLE,
        BINDING,
        SYMBOL,
        END
    }

    boolean is(Type expected) {
        return type == expected;
    }

    /** Whether it is this keyword, in any case, or this symbol. */
    boolean is(String wordOrSymbol) {
        return type == Type.WORD && text.equalsIgnoreCase(wordOrSymbol)
                || type == Type.SYMBOL && text.equals(wordOrSymbol);
    }

    String upper() {
        return text.toUpperCase(Locale.ROOT);
    }
}
