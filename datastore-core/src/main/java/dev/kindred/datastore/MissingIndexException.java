package dev.kindred.datastore;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Query;
import java.util.List;

/** A query that App Engine would refuse for want of a composite index, run under {@link MissingIndex#FAIL}. App Engine's NEED_INDEX. */
public final class MissingIndexException extends DatastoreException {

    // A query is not serializable; who sends the exception on sends its message.
    private final transient Query query;
    private final transient List<IndexDefinition> definitions;

    MissingIndexException(Query query, List<IndexDefinition> definitions) {
        super("The query \"" + query
                + "\" needs a composite index that is not declared. Declare it, for example in index.yaml, or let queries do without"
                + " by another setting for missing indexes.\n"
                + new IndexYaml(definitions));
        this.query = query;
        this.definitions = List.copyOf(definitions);
    }

    /**
     * The query.
     *
     * @return as it was run
     */
    public Query query() {
        return query;
    }

    /**
     * The indexes that are missing, in their canonical form.
     *
     * @return at least one; several if alternatives of an OR, IN or != need different ones
     */
    public List<IndexDefinition> definitions() {
        return definitions;
    }
}
