package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** How the results of a query are read, counted and deleted. */
interface Rows<T> {

    List<T> list(Query query);

    /** As they are read; for one thread, to be closed or read to the end. */
    Stream<T> stream(Query query);

    /** The limit of the query is the size of the window. */
    Window<T> window(Query query, ScrollPosition position);

    long count(Query query);

    boolean exists(Query query);

    /** Deletes the results, within a transaction, and tells how many there were. */
    long delete(Query query);
}
