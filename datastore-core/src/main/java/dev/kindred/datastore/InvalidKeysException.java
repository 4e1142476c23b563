package dev.kindred.datastore;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some of several keys cannot be used; nothing was done for any of them. The message names the first ones, {@link #problems} all. */
public final class InvalidKeysException extends InvalidKeyException {

    private static final int NAMED = 5;

    private final transient List<@Nullable InvalidKeyException> problems;

    private InvalidKeysException(List<@Nullable InvalidKeyException> problems) {
        super(message(problems));
        this.problems = Collections.unmodifiableList(problems);
        for (InvalidKeyException problem : problems) {
            if (problem != null && getCause() == null) {
                initCause(problem);
            } else if (problem != null) {
                addSuppressed(problem);
            }
        }
    }

    /**
     * What is wrong with each key.
     *
     * @return as many elements as there were keys, in their order, null where the key is good
     */
    public List<@Nullable InvalidKeyException> problems() {
        return problems;
    }

    private static String message(List<@Nullable InvalidKeyException> problems) {
        StringBuilder message = new StringBuilder();
        int bad = 0;
        for (int position = 0; position < problems.size(); position++) {
            InvalidKeyException problem = problems.get(position);
            if (problem != null && ++bad <= NAMED) {
                message.append(" At position ").append(position).append(": ").append(problem.getMessage());
            }
        }
        if (bad > NAMED) {
            message.append(" And ").append(bad - NAMED).append(" more.");
        }
        return "Nothing was done, because " + bad + " of " + problems.size() + " keys cannot be used." + message;
    }

    /** Checks all keys of a call before it does anything. The problem of a key that is alone is thrown as it is. */
    static void checkAll(Collection<Key> keys, Consumer<Key> check) {
        List<@Nullable InvalidKeyException> problems = null;
        int position = 0;
        for (Key key : keys) {
            try {
                check.accept(key);
            } catch (InvalidKeyException problem) {
                if (keys.size() == 1) {
                    throw problem;
                }
                if (problems == null) {
                    problems = new ArrayList<>(Collections.nCopies(keys.size(), null));
                }
                problems.set(position, problem);
            }
            position++;
        }
        if (problems != null) {
            throw new InvalidKeysException(problems);
        }
    }
}
