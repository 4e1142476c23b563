package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/**
 * Rows that are read by something else than the mapping of entities, or filtered behind the datastore. Filtered ones are read as they are needed, on one snapshot, until
 * enough have passed: offset, limit, counts and cursors are those of the rows that pass.
 */
final class RawRows<T> implements Rows<T> {

    private final DatastoreOperations operations;
    private final @Nullable Predicate<Entity> rest;
    private final int mostRead;
    private final Function<List<Entity>, List<T>> reader;

    /**
     * Rows.
     *
     * @param rest what they have to meet; null if they are not filtered
     * @param mostRead how many may be read to filter them
     * @param reader makes as many results as it gets rows
     */
    RawRows(
            DatastoreOperations operations,
            @Nullable Predicate<Entity> rest,
            int mostRead,
            Function<List<Entity>, List<T>> reader) {
        this.operations = operations;
        this.rest = rest;
        this.mostRead = mostRead;
        this.reader = reader;
    }

    static <T> RawRows<T> filtered(
            DatastoreOperations operations,
            Predicate<Entity> rest,
            QuerySettings settings,
            Class<T> type,
            FetchPlan plan) {
        return new RawRows<>(
                operations, rest, settings.postFilterLimit(), found -> operations.fromEntities(found, type, plan));
    }

    static <T> RawRows<T> unfiltered(DatastoreOperations operations, Function<List<Entity>, List<T>> reader) {
        return new RawRows<>(operations, null, Integer.MAX_VALUE, reader);
    }

    @Override
    public List<T> list(Query query) {
        return reader.apply(entities(query));
    }

    private List<Entity> entities(Query query) {
        List<Entity> found = new ArrayList<>();
        try (Passing passing = new Passing(query)) {
            for (Entity next = passing.next(); next != null; next = passing.next()) {
                found.add(next);
            }
        }
        return found;
    }

    @Override
    public Stream<T> stream(Query query) {
        Passing passing = new Passing(query);
        Spliterator<T> elements =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super T> action) {
                        Entity next = passing.next();
                        if (next == null) {
                            passing.close();
                            return false;
                        }
                        action.accept(reader.apply(List.of(next)).get(0));
                        return true;
                    }
                };
        return StreamSupport.stream(elements, false).onClose(passing::close);
    }

    @Override
    public Window<T> window(Query query, ScrollPosition position) {
        if (position instanceof OffsetScrollPosition offset) {
            long start = offset.isInitial() ? 0 : offset.getOffset() + 1;
            int skipped = Math.toIntExact(start + query.offset());
            List<T> found = list(query.offset(skipped).limit(query.limit() + 1));
            boolean more = found.size() > query.limit();
            return Window.from(
                    more ? List.copyOf(found.subList(0, query.limit())) : found,
                    OffsetScrollPosition.positionFunction(start),
                    more);
        }
        Cursor cursor = operations.cursor(position);
        if (cursor == null) {
            return forward(query);
        }
        return position instanceof KeysetScrollPosition keyset && keyset.scrollsBackward()
                ? backward(query, cursor)
                : forward(query.startAt(cursor).offset(0));
    }

    private Window<T> forward(Query query) {
        List<Place> places = new ArrayList<>();
        boolean more;
        try (Passing passing = new Passing(query.limit(query.limit() + 1))) {
            Entity next = passing.next();
            while (next != null && places.size() < query.limit()) {
                places.add(new Place(next, passing.cursor()));
                next = passing.next();
            }
            more = next != null;
        }
        return window(places, more, operations::position);
    }

    /** What lies before the row that the cursor stands behind is read from the beginning, and all but the last is let go. */
    private Window<T> backward(Query query, Cursor cursor) {
        Deque<Place> last = new ArrayDeque<>();
        boolean more = false;
        try (Passing passing = new Passing(query.offset(0).limit(-1).endAt(cursor))) {
            for (Entity next = passing.next(); next != null; next = passing.next()) {
                Place place = new Place(next, passing.cursor());
                if (!place.behind().equals(cursor)) {
                    last.addLast(place);
                }
                if (last.size() > query.limit()) {
                    last.removeFirst();
                    more = true;
                }
            }
        }
        return window(
                List.copyOf(last), more, behind -> ((KeysetScrollPosition) operations.position(behind)).backward());
    }

    private Window<T> window(List<Place> places, boolean more, Function<Cursor, ScrollPosition> positions) {
        return Window.from(
                reader.apply(places.stream().map(Place::entity).toList()),
                index -> positions.apply(places.get(index).behind()),
                more);
    }

    private record Place(Entity entity, Cursor behind) {}

    @Override
    public long count(Query query) {
        if (rest == null) {
            return operations.count(query);
        }
        long count = 0;
        try (Passing passing = new Passing(query)) {
            while (passing.next() != null) {
                count++;
            }
        }
        return count;
    }

    @Override
    public boolean exists(Query query) {
        if (rest == null) {
            return operations.exists(query);
        }
        try (Passing passing = new Passing(query)) {
            return passing.next() != null;
        }
    }

    @Override
    public long delete(Query query) {
        List<T> found = list(query);
        operations.deleteAll(found);
        return found.size();
    }

    /** The rows that pass, within offset and limit. */
    private final class Passing implements AutoCloseable {

        private final QueryResults results;
        private int skip;
        private int left;
        private int read;

        Passing(Query query) {
            Query asked = rest == null ? query : query.offset(0).limit(query.limit() == 0 ? 0 : -1);
            results = operations.execute(entities -> entities.run(asked));
            skip = rest == null ? 0 : query.offset();
            left = rest == null ? -1 : query.limit();
        }

        @Nullable
        Entity next() {
            return operations.execute(entities -> advance()).orElse(null);
        }

        private Optional<Entity> advance() {
            while (left != 0 && results.hasNext()) {
                Entity entity = results.next();
                if (passes(entity)) {
                    left--;
                    return Optional.of(entity);
                }
            }
            return Optional.empty();
        }

        private boolean passes(Entity entity) {
            if (rest == null) {
                return true;
            }
            if (++read > mostRead) {
                throw new InvalidDataAccessApiUsageException("A query whose conditions no index answers alone read "
                        + mostRead + " entities to filter them, which is the limit. Add a condition that an index"
                        + " answers, or raise kindred.datastore.query.post-filter-limit.");
            }
            return rest.test(entity) && skip-- <= 0;
        }

        Cursor cursor() {
            return results.cursor();
        }

        @Override
        public void close() {
            results.close();
        }
    }
}
