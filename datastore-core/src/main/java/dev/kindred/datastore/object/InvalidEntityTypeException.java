package dev.kindred.datastore.object;

import dev.kindred.datastore.model.DatastoreException;
import java.util.List;

/** A class that cannot be mapped. Thrown where the class is first seen, with everything that is wrong with it; {@link ObjectCodec#check} looks at start-up. */
public final class InvalidEntityTypeException extends DatastoreException {

    private final transient List<String> problems;

    InvalidEntityTypeException(String what, List<String> problems) {
        super("Cannot map " + what + (problems.size() == 1 ? ": " : ":\n- ") + String.join("\n- ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return a sentence for each problem, naming the field and the way out
     */
    public List<String> problems() {
        return problems;
    }
}
