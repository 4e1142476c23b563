package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One load: what the caller wants to hear of, where the values come from, and what did not fit so far. */
final class Reading {

    /** Whether properties without a field are errors. */
    enum Unknown {
        IGNORED,
        REPORTED
    }

    /** Where values come from: an index knows only the rank of a value, so a projected long may be a timestamp. */
    enum Source {
        ENTITY,
        PROJECTION
    }

    private final Class<?> type;
    private final Unknown unknown;
    private final Source source;
    private final List<FieldMismatch> mismatches = new ArrayList<>(0);

    /** Whether the property at hand is indexed; only a raw property wants to know. */
    private boolean indexed;

    Reading(Class<?> type, Unknown unknown, boolean partial) {
        this.type = type;
        this.unknown = unknown;
        this.source = partial ? Source.PROJECTION : Source.ENTITY;
    }

    /** For values without a property around them. */
    static Reading quiet(Class<?> type, Reading like) {
        Reading reading = new Reading(type, like.unknown, like.isProjected());
        reading.indexed = like.indexed;
        return reading;
    }

    boolean isProjected() {
        return source == Source.PROJECTION;
    }

    boolean reportsUnknown() {
        return unknown == Unknown.REPORTED;
    }

    boolean indexed() {
        return indexed;
    }

    void indexed(boolean now) {
        indexed = now;
    }

    void mismatch(String field, String reason) {
        mismatches.add(new FieldMismatch(type, field, reason));
    }

    /** The details for an error that is worse than what did not fit. */
    String details() {
        StringBuilder text = new StringBuilder(".");
        mismatches.forEach(mismatch -> text.append(' ').append(mismatch).append('.'));
        return text.toString();
    }

    <T> T complete(@Nullable Key key, T object) {
        if (!mismatches.isEmpty()) {
            throw new FieldMismatchException(key, object, mismatches);
        }
        return object;
    }
}
