package dev.kindred.datastore.query;

import dev.kindred.datastore.model.DatastoreException;
import java.util.List;

/** An {@code index.yaml} that cannot be read. The message lists all that is wrong with it, by line. */
public final class InvalidIndexYamlException extends DatastoreException {

    private final String source;
    private final List<String> problems;

    InvalidIndexYamlException(String source, List<String> problems) {
        super("Cannot read the index definitions of " + source + ":\n  " + String.join("\n  ", problems));
        this.source = source;
        this.problems = List.copyOf(problems);
    }

    /**
     * Where the text came from.
     *
     * @return a file name or whatever the caller named it
     */
    public String source() {
        return source;
    }

    /**
     * What is wrong.
     *
     * @return one sentence or more for each problem, each with its line's number
     */
    public List<String> problems() {
        return problems;
    }
}
