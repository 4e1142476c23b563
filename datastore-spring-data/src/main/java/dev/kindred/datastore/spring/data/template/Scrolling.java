package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** Windows over query results. A keyset position holds one entry, the cursor's text: its element is the last one before the gap the cursor stands for. */
final class Scrolling {

    private static final String CURSOR = "cursor";

    private final DatastoreOperations operations;

    Scrolling(DatastoreOperations operations) {
        this.operations = operations;
    }

    static ScrollPosition position(@Nullable Cursor cursor) {
        return cursor == null ? ScrollPosition.keyset() : ScrollPosition.forward(Map.of(CURSOR, cursor.toUrlSafe()));
    }

    static @Nullable Cursor cursor(ScrollPosition position) {
        if (position.isInitial()) {
            return null;
        }
        if (position instanceof KeysetScrollPosition keyset
                && keyset.getKeys().size() == 1
                && keyset.getKeys().get(CURSOR) instanceof String text) {
            return Cursor.fromUrlSafe(text);
        }
        throw new InvalidQueryException("Scroll position " + position
                + " holds no cursor; begin with ScrollPosition.keyset() and go on with positions of the windows.");
    }

    <T> Window<T> scroll(Query query, ScrollPosition position, Function<List<Entity>, List<T>> reader) {
        return operations.execute(entities -> {
            if (query.limit() <= 0) {
                throw new InvalidQueryException(
                        "A query to scroll needs a limit, the size of the window; it has " + query.limit() + ".");
            }
            if (position instanceof OffsetScrollPosition offset) {
                return byOffset(query, offset, reader);
            }
            Cursor cursor = cursor(position);
            if (cursor == null) {
                return forward(query, reader);
            }
            return position instanceof KeysetScrollPosition keyset && keyset.scrollsBackward()
                    ? backward(query, cursor, reader)
                    : forward(query.startAt(cursor).offset(0), reader);
        });
    }

    private <T> Window<T> byOffset(Query query, OffsetScrollPosition position, Function<List<Entity>, List<T>> reader) {
        long start = position.isInitial() ? 0 : position.getOffset() + 1;
        int offset = Math.toIntExact(start + query.offset());
        List<T> elements = reader.apply(operations.execute(entities ->
                entities.run(query.offset(offset).limit(query.limit() + 1)).toList()));
        boolean more = elements.size() > query.limit();
        return Window.from(
                more ? List.copyOf(elements.subList(0, query.limit())) : elements,
                OffsetScrollPosition.positionFunction(start),
                more);
    }

    private <T> Window<T> forward(Query query, Function<List<Entity>, List<T>> reader) {
        List<Entity> found = new ArrayList<>();
        List<Cursor> cursors = new ArrayList<>();
        boolean more;
        try (QueryResults results = operations.execute(entities -> entities.run(query.limit(query.limit() + 1)))) {
            while (found.size() < query.limit() && results.hasNext()) {
                found.add(results.next());
                cursors.add(results.cursor());
            }
            more = results.hasNext();
        }
        return Window.from(reader.apply(found), index -> position(cursors.get(index)), more);
    }

    /**
     * The elements before the one that the cursor stands behind, in the order of the query. The datastore has no way back, since the key breaks ties upward in
     * either direction: what lies before is counted, and skipped but for the last ones.
     */
    private <T> Window<T> backward(Query query, Cursor cursor, Function<List<Entity>, List<T>> reader) {
        Query before = query.offset(0).limit(-1).endAt(cursor);
        int rows = Math.toIntExact(operations.count(before)) - 1;
        int size = Math.min(query.limit(), rows);
        if (size <= 0) {
            return Window.from(List.of(), index -> ScrollPosition.keyset(), false);
        }
        Window<T> window = forward(before.offset(rows - size).limit(size), reader);
        return Window.from(
                window.getContent(),
                index -> ((KeysetScrollPosition) window.positionAt(index)).backward(),
                rows > size);
    }
}
