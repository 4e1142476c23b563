package dev.kindred.delay.queue;

import dev.kindred.datastore.store.TaskRow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that is not stored yet: a payload, and when, where and under which name to run it. Immutable; every method returns a changed copy, and checks its
 * argument at once. Without further words a task goes to the queue {@value #DEFAULT_QUEUE}, runs as soon as possible, and has no name.
 */
public final class Task {

    /** The queue of a task that names none. */
    public static final String DEFAULT_QUEUE = "default";

    private static final Logger LOG = LoggerFactory.getLogger(Task.class);

    private final byte[] payload;
    private final String queue;
    private final @Nullable String name;
    private final @Nullable Duration delay;
    private final @Nullable Instant eta;
    private final @Nullable Integer priority;
    private final Map<String, String> headers;

    private Task(
            byte[] payload,
            String queue,
            @Nullable String name,
            @Nullable Duration delay,
            @Nullable Instant eta,
            @Nullable Integer priority,
            Map<String, String> headers) {
        this.payload = payload;
        this.queue = queue;
        this.name = name;
        this.delay = delay;
        this.eta = eta;
        this.priority = priority;
        this.headers = headers;
    }

    /**
     * A task.
     *
     * @param payload what to do; opaque here, not to be changed afterwards
     * @return the task
     */
    public static Task of(byte[] payload) {
        return new Task(payload, DEFAULT_QUEUE, null, null, null, null, Map.of());
    }

    /**
     * Chooses the queue.
     *
     * @param changed 1 to 100 letters, digits and hyphens
     * @return a changed copy
     * @throws InvalidTaskException if the name is not valid
     */
    public Task queue(String changed) {
        return new Task(payload, TaskLimits.checkQueue(changed), name, delay, eta, priority, headers);
    }

    /**
     * Gives it a name, which no other task of the queue has while this one waits or runs, and for a while after.
     *
     * @param changed 1 to 500 letters, digits, hyphens and underscores
     * @return a changed copy
     * @throws InvalidTaskException if the name is not valid
     */
    public Task named(String changed) {
        return new Task(payload, queue, TaskLimits.checkName(changed), delay, eta, priority, headers);
    }

    /**
     * Delays it, counted from when it is added. Replaces a time given by {@link #at}.
     *
     * @param changed zero or positive
     * @return a changed copy
     * @throws InvalidTaskException if the delay is negative
     */
    public Task in(Duration changed) {
        if (changed.isNegative()) {
            throw new InvalidTaskException("The delay of a task must not be negative, but is \"" + changed
                    + "\"; leave it out to run at once.");
        }
        return new Task(payload, queue, name, changed, null, priority, headers);
    }

    /**
     * Lets it wait until a time. Replaces a delay given by {@link #in}.
     *
     * @param changed the earliest time it may run; one that has passed means at once
     * @return a changed copy
     * @throws InvalidTaskException if the time is before 1970
     */
    public Task at(Instant changed) {
        if (changed.isBefore(Instant.EPOCH)) {
            throw new InvalidTaskException("The time of a task must not be before 1970, but is \"" + changed + "\".");
        }
        return new Task(payload, queue, name, null, changed, priority, headers);
    }

    /**
     * Lets it overtake, or be overtaken by, other due tasks of its queue.
     *
     * @param changed 0 to 255; higher runs first; without, the queue's, which is {@value TaskRow#DEFAULT_PRIORITY} unless configured
     * @return a changed copy
     * @throws InvalidTaskException if it is out of range
     */
    public Task priority(int changed) {
        return new Task(payload, queue, name, delay, eta, TaskLimits.checkPriority(changed), headers);
    }

    /**
     * Adds a header that travels with it. Replaces one of the same name.
     *
     * @param header the header's name
     * @param value its value
     * @return a changed copy
     * @throws InvalidTaskException if the name is one of those that a task's own settings are stored under
     */
    public Task header(String header, String value) {
        TaskExtras.checkHeader(header);
        return extra(header, value);
    }

    /**
     * Gives it a retry policy of its own, in place of its queue's. It is stored with the task.
     *
     * @param policy when it runs again if it fails, and when it is given up
     * @return a changed copy
     */
    public Task retry(RetryPolicy policy) {
        return extra(TaskExtras.RETRY, policy.text());
    }

    /**
     * Limits how long a run may take; it is interrupted then, and fails. Without a deadline a run may take as long as it likes.
     *
     * @param deadline 1 ms to 365 days
     * @return a changed copy
     * @throws InvalidTaskException if it is shorter or longer
     */
    public Task deadline(Duration deadline) {
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(Duration.ofDays(365)) > 0) {
            throw new InvalidTaskException("The deadline of a run must be 1 ms to 365 days, but is \"" + deadline
                    + "\"; leave it out to have none.");
        }
        return extra(TaskExtras.DEADLINE, Long.toString(Micros.of(deadline)));
    }

    /**
     * Adds a task in the commit that finishes this one: it exists if and only if this one was done. Its delay counts from there. A second call continues after the first one's task, so that
     * {@code a.then(b).then(c)} runs one after the other.
     *
     * @param next the task that follows; it is stored within this one and counts for the limit of {@link TaskLimits#MAX_TASK_BYTES}, some four thirds of its size
     * @return a changed copy
     */
    public Task then(Task next) {
        String before = headers.get(TaskExtras.THEN);
        return extra(
                TaskExtras.THEN,
                TaskText.encode(before == null ? next : TaskText.decode(before).then(next)));
    }

    /**
     * Adds a task in the commit that gives this one up and makes it a dead letter. If the dead letter is redriven and given up again, it is added again. Replaces one given before.
     *
     * @param other the task that follows then; stored as by {@link #then}
     * @return a changed copy
     */
    public Task orElse(Task other) {
        return extra(TaskExtras.OR_ELSE, TaskText.encode(other));
    }

    /**
     * Adds headers that go with it and with the tasks that follow it, such as those of a trace. A header that is there already stays. They are left out, with a warning in the log, if the task would grow beyond
     * {@link TaskLimits#MAX_TASK_BYTES} by them: what only tells about a task must not keep it from being stored.
     *
     * @param added names and values
     * @return a changed copy
     * @throws InvalidTaskException if a name is one of those that a task's own settings are stored under
     */
    public Task carrying(Map<String, String> added) {
        Task changed = this;
        for (Map.Entry<String, String> header : added.entrySet()) {
            if (headers.keySet().stream().noneMatch(header.getKey()::equalsIgnoreCase)) {
                changed = changed.header(header.getKey(), header.getValue());
            }
        }
        for (String following : List.of(TaskExtras.THEN, TaskExtras.OR_ELSE)) {
            String text = headers.get(following);
            if (text != null) {
                changed = changed.extra(
                        following, TaskText.encode(TaskText.decode(text).carrying(added)));
            }
        }
        if (TaskLimits.size(changed.payload, changed.headers) <= TaskLimits.MAX_TASK_BYTES) {
            return changed;
        }
        LOG.warn("The headers {} are left out of a {}: it would be too large", added.keySet(), this);
        return this;
    }

    Task extra(String header, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new Task(payload, queue, name, delay, eta, priority, Map.copyOf(changed));
    }

    Task without(String header) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.remove(header);
        return new Task(payload, queue, name, delay, eta, priority, Map.copyOf(changed));
    }

    /**
     * Lets it run only when the tasks of its queue with the same key that were added before have ended, or as many at a time as
     * {@link QueueSettings#maxConcurrentPerKey} says: in strict order. A task ends when it is done, deleted or a dead letter; until then it holds the others, also while it waits for its time or
     * to be tried again. Its priority counts from when it is its turn. For push queues.
     *
     * @param changed what must not be worked on at once, such as {@code account-17}; 1 to 500 bytes in UTF-8
     * @return a changed copy
     * @throws InvalidTaskException if it is empty or too long
     */
    public Task concurrencyKey(String changed) {
        return header(TaskMarks.CONCURRENCY_KEY, TaskLimits.checkKey("concurrency key", changed));
    }

    /**
     * Lets it be added only if no task of its queue with the same key waits or runs. Unlike a {@linkplain #named name} the key is free as soon as the task has ended, be it as a dead letter.
     *
     * @param changed what is to be done once, whoever asks for it, such as {@code report-2026-11}; 1 to 500 bytes in UTF-8
     * @return a changed copy
     * @throws InvalidTaskException if it is empty or too long
     */
    public Task uniqueKey(String changed) {
        return header(TaskMarks.UNIQUE_KEY, TaskLimits.checkKey("unique key", changed));
    }

    /**
     * Lets it take the place of the waiting task of its queue with the same {@linkplain #uniqueKey unique key}: of many calls in a short time only the last one is carried out, and with a
     * delay only when there were none for that long. The replaced task is gone; if it was one of a group, it counts there as thrown away. While the earlier task runs, this one cannot be added.
     *
     * @return a changed copy, which needs a unique key, and must have neither a name nor a concurrency key, when it is added
     */
    public Task replacing() {
        return header(TaskMarks.REPLACE, "1");
    }

    /**
     * Gives it a tag by which it can be leased. For pull queues.
     *
     * @param changed at most 500 bytes in UTF-8; empty without
     * @return a changed copy
     * @throws InvalidTaskException if it is too long
     */
    public Task tag(String changed) {
        return header(TaskMarks.TAG, TaskLimits.checkTag(changed));
    }

    /**
     * The queue it goes to.
     *
     * @return the queue's name
     */
    public String queue() {
        return queue;
    }

    /**
     * Its name.
     *
     * @return the name, or null if it has none
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Its own priority.
     *
     * @return 0 to 255, or null if it has the queue's
     */
    public @Nullable Integer priority() {
        return priority;
    }

    int priorityOr(int queues) {
        return priority != null ? priority : queues;
    }

    /**
     * What travels with it.
     *
     * @return unmodifiable
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * When it may run if it is added at a given time.
     *
     * @param now when it is added
     * @return the given time if it has neither delay nor time of its own
     */
    public Instant etaFrom(Instant now) {
        if (delay != null) {
            try {
                return now.plus(delay);
            } catch (DateTimeException | ArithmeticException beyondAllTime) {
                return Instant.MAX;
            }
        }
        return eta != null ? eta : now;
    }

    @Nullable
    Duration delay() {
        return delay;
    }

    @Nullable
    Instant eta() {
        return eta;
    }

    Task payload(byte[] changed) {
        return new Task(changed, queue, name, delay, eta, priority, headers);
    }

    byte[] payload() {
        return payload;
    }

    @Override
    public String toString() {
        return "Task" + (name == null ? "" : " \"" + name + "\"") + " for queue \"" + queue + "\" (" + payload.length
                + " bytes)";
    }
}
