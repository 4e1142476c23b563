package dev.kindred.datastore.spring.data.repository.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** What is wrong with one method: everything, and not only the first. */
final class Reasons {

    private final List<String> reasons = new ArrayList<>();

    /** Runs a check and keeps what it finds. */
    void collect(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reasons.contains(reason)) {
                reasons.add(reason);
            }
        }
    }

    void add(@Nullable String reason) {
        collect(() -> {
            throw new InvalidDataAccessApiUsageException(reason);
        });
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    void throwAll() {
        if (!reasons.isEmpty()) {
            throw new InvalidDataAccessApiUsageException(
                    String.join(reasons.toString().contains("\n") ? "\n" : "; ", reasons));
        }
    }
}
