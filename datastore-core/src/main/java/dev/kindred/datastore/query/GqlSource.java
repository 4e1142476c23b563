package dev.kindred.datastore.query;

import dev.kindred.datastore.model.DatastoreException;
import java.util.function.Supplier;

/**
 * The text of a statement, and how its errors show the place.
 *
 * @param text as it was given
 */
record GqlSource(String text) {

    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 40;

    InvalidGqlException error(int at, String problem) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n')) {
                line++;
                lineStart = i + 1;
            }
        }
        int lineEnd = at;
        while (lineEnd < text.length() && text.charAt(lineEnd) != '\n' && text.charAt(lineEnd) != '\r') {
            lineEnd++;
        }
        int from = Math.max(lineStart, at - SHOWN_BEFORE);
        String before = (from > lineStart ? "…" : "") + text.substring(from, at);
        int to = Math.min(lineEnd, at + SHOWN_AFTER);
        String after = text.substring(at, to) + (to < lineEnd ? "…" : "");
        int column = at - lineStart + 1;
        String place = "\n  " + visible(before + after) + "\n  " + " ".repeat(before.length()) + "^";
        return new InvalidGqlException(
                "GQL, line " + line + ", column " + column + ": " + problem + place, at, line, column);
    }

    /** One char for each, so that the mark stands where it should. */
    private static String visible(String excerpt) {
        StringBuilder visible = new StringBuilder(excerpt);
        for (int i = 0; i < visible.length(); i++) {
            if (Character.isISOControl(visible.charAt(i))) {
                visible.setCharAt(i, ' ');
            }
        }
        return visible.toString();
    }

    /** Takes a step whose rules are checked elsewhere, and gives the place to what it refuses. */
    <T> T checked(int at, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidGqlException placed) {
            throw placed;
        } catch (DatastoreException e) {
            InvalidGqlException placed = error(at, String.valueOf(e.getMessage()));
            placed.initCause(e);
            throw placed;
        }
    }
}
