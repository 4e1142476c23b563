package dev.kindred.datastore.spring.data.repository;

import dev.kindred.datastore.query.Cursor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/**
 * Scroll positions as cursor strings that can be handed to a browser and back:
 *
 * <pre>{@code
 * Window<City> window = cities.findByCountry("IT", CursorPosition.of(cursor), Limit.of(20));
 * return new Cities(window.getContent(), CursorPosition.next(window));
 * }</pre>
 *
 * <p>A position made here is a {@link KeysetScrollPosition} with one entry, {@value #CURSOR}, so it works wherever Spring Data takes a keyset, such as in a
 * {@link org.springframework.data.support.WindowIterator}. A cursor stays valid for ever, whatever is written or deleted, and costs the same on page 1,000 as
 * on page 1. It belongs to one query: with other arguments, another sort or another method the query refuses it. It is not signed: it tells a reader the
 * sort values and the key of one row.
 */
public final class CursorPosition {

    /** The name of the one entry of a position's keys. */
    public static final String CURSOR = "cursor";

    private CursorPosition() {}

    /**
     * The position after which a page begins.
     *
     * @param cursor what {@link #next} returned, or null or empty for the beginning
     * @return a position that scrolls forward; a text that is no cursor is refused by the query that gets it
     */
    public static ScrollPosition of(@Nullable String cursor) {
        return cursor == null || cursor.isEmpty()
                ? ScrollPosition.keyset()
                : ScrollPosition.forward(Map.of(CURSOR, cursor));
    }

    /**
     * The position after which a page begins.
     *
     * @param cursor a cursor of the same query
     * @return a position that scrolls forward
     */
    public static ScrollPosition of(Cursor cursor) {
        return of(cursor.toUrlSafe());
    }

    /**
     * The cursor of a position.
     *
     * @param position a position from {@link #of}, or from a window that was reached by one
     * @return the cursor; null for the beginning
     * @throws IllegalArgumentException if it is an offset or a keyset that was not made here
     */
    public static @Nullable String toCursor(ScrollPosition position) {
        if (position.isInitial()) {
            return null;
        }
        if (position instanceof KeysetScrollPosition keyset && keyset.getKeys().get(CURSOR) instanceof String cursor) {
            return cursor;
        }
        throw new IllegalArgumentException(
                "Scroll position \"" + position
                        + "\" carries no cursor. Scroll from ScrollPosition.keyset() or CursorPosition.of(cursor), and pass on the positions of the windows.");
    }

    /**
     * Where the page after a window begins.
     *
     * @param window what a query returned for a position from {@link #of} or for {@link ScrollPosition#keyset()}
     * @return the cursor to ask for the next page with; null if this was the last page
     * @throws IllegalArgumentException if the window was reached by an offset
     */
    public static @Nullable String next(Window<?> window) {
        return window.hasNext() && !window.isEmpty() ? toCursor(window.positionAt(window.size() - 1)) : null;
    }
}
