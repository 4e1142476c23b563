package dev.kindred.delay.test;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DecodedCall;
import dev.kindred.delay.DelayedRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A task as it was stored, or as it is stored now: see who gives it. Immutable. */
public final class EnqueuedTask {

    private static final String OWN_PREFIX = "kindred-";

    private final TaskRow row;
    private final @Nullable DecodedCall call;
    private final Fate fate;

    EnqueuedTask(DelayedRegistry registry, TaskRow row, Fate fate) {
        this.row = row;
        this.call = DecodedCall.of(registry, row);
        this.fate = fate;
    }

    /** What became of the transaction it was added in. */
    enum Fate {
        STORED,
        NOT_COMMITTED
    }

    /**
     * The function that it calls.
     *
     * @return its key; empty for a task that was added with a payload of its own
     */
    public String key() {
        return call == null ? "" : call.key();
    }

    /**
     * The arguments of the call, as the function gets them.
     *
     * @return values of the declared types, without the context; empty for a task that calls no function
     * @throws IllegalStateException if the function is not known
     */
    public List<@Nullable Object> arguments() {
        return call == null ? List.of() : call.arguments();
    }

    /**
     * One of the arguments.
     *
     * @param <T> its type
     * @param index 0 for the first
     * @param type its type, not primitive
     * @return the value
     * @throws IndexOutOfBoundsException if there are less
     * @throws ClassCastException if it has another type
     */
    public <T> @Nullable T argument(int index, Class<T> type) {
        return type.cast(arguments().get(index));
    }

    /**
     * What it carries: a call as JSON, or what the application gave.
     *
     * @return a copy
     */
    public byte[] payload() {
        return row.payload().clone();
    }

    /**
     * Its number in the store.
     *
     * @return the id
     */
    public long id() {
        return row.id();
    }

    /**
     * Where it waits.
     *
     * @return the queue's name
     */
    public String queue() {
        return row.queue();
    }

    /**
     * Its name.
     *
     * @return the name, or null if it has none
     */
    public @Nullable String name() {
        return row.name();
    }

    /**
     * When it is due.
     *
     * @return the earliest time it may run
     */
    public Instant eta() {
        return instant(row.eta());
    }

    /**
     * How long after it was stored it is due.
     *
     * @return zero or more
     */
    public Duration delay() {
        Duration delay = Duration.between(instant(row.created()), eta());
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    /**
     * Its priority.
     *
     * @return 0 to 255; higher runs first
     */
    public int priority() {
        return row.priority();
    }

    /**
     * The headers that were given to it, and those that travel with each call, such as the namespace.
     *
     * @return unmodifiable; names compare without case
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(row.headers());
        headers.keySet().removeIf(name -> name.regionMatches(true, 0, OWN_PREFIX, 0, OWN_PREFIX.length()));
        return Collections.unmodifiableMap(headers);
    }

    /**
     * How many runs were begun when it was looked at.
     *
     * @return 0 if none
     */
    public int attempts() {
        return row.attempts();
    }

    /**
     * Why its last run failed, when it was looked at.
     *
     * @return the exception and its stack as text, or null if none has failed
     */
    public @Nullable String lastError() {
        return row.lastError();
    }

    /**
     * Whether it is stored. A task of the transaction the test runs in is not, until that commits.
     *
     * @return false if it is still to be committed
     */
    public boolean isCommitted() {
        return fate == Fate.STORED;
    }

    TaskRow row() {
        return row;
    }

    @Nullable
    DecodedCall call() {
        return call;
    }

    /** Whether it belongs to the library and not to the application. */
    boolean isInternal() {
        return key().startsWith("kindred.") || row.queue().startsWith(OWN_PREFIX) && call == null;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public String toString() {
        return TaskDescription.of(this);
    }
}
