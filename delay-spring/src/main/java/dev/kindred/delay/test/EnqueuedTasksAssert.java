package dev.kindred.delay.test;

import dev.kindred.delay.DecodedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the calls of one function that were enqueued. Each one narrows the calls down to those that fit, and fails if there is none left.
 */
public final class EnqueuedTasksAssert extends AbstractAssert<EnqueuedTasksAssert, List<EnqueuedTask>> {

    private final DelayTester tester;
    private final String key;
    private final List<String> conditions;

    EnqueuedTasksAssert(DelayTester tester, String key) {
        this(tester, key, tester.enqueued(key), List.of());
    }

    private EnqueuedTasksAssert(DelayTester tester, String key, List<EnqueuedTask> tasks, List<String> conditions) {
        super(tasks, EnqueuedTasksAssert.class);
        this.tester = tester;
        this.key = key;
        this.conditions = conditions;
    }

    /**
     * Verifies that a call has these arguments. They are compared as values of the declared types, and as they are stored: types without {@code equals} compare by content.
     *
     * @param arguments all of the function's, but for a context
     * @return assertions on the calls that have
     * @throws dev.kindred.delay.DelayArgumentException if the function cannot be called with them
     */
    public EnqueuedTasksAssert withArguments(@Nullable Object... arguments) {
        return narrow(
                "with arguments " + TaskDescription.arguments(Arrays.asList(arguments)),
                task -> hasArguments(task, arguments));
    }

    /**
     * Verifies that a call went to a queue.
     *
     * @param queue the queue's name
     * @return assertions on the calls that did
     */
    public EnqueuedTasksAssert inQueue(String queue) {
        return narrow("in queue \"" + queue + "\"", task -> task.queue().equals(queue));
    }

    /**
     * Verifies that a call is due so long after it was enqueued.
     *
     * @param delay the delay, exactly, to the microsecond
     * @return assertions on the calls that are
     */
    public EnqueuedTasksAssert dueIn(Duration delay) {
        return narrow("due in " + delay, task -> task.delay().equals(delay));
    }

    /**
     * Verifies that a call is due at a time.
     *
     * @param eta the time, exactly, to the microsecond
     * @return assertions on the calls that are
     */
    public EnqueuedTasksAssert dueAt(Instant eta) {
        return narrow("due at " + eta, task -> task.eta().equals(eta));
    }

    /**
     * Verifies that a call was enqueued without a delay.
     *
     * @return assertions on the calls that were
     */
    public EnqueuedTasksAssert dueAtOnce() {
        return narrow("due at once", task -> task.delay().isZero());
    }

    /**
     * Verifies that a call has a name.
     *
     * @param name the name
     * @return assertions on that call
     */
    public EnqueuedTasksAssert named(String name) {
        return narrow("named \"" + name + "\"", task -> name.equals(task.name()));
    }

    /**
     * Verifies that a call has a header.
     *
     * @param name the header's name, in any case
     * @param value its value
     * @return assertions on the calls that have
     */
    public EnqueuedTasksAssert withHeader(String name, String value) {
        return narrow(
                "with header " + name + "=" + value,
                task -> value.equals(task.headers().get(name)));
    }

    /**
     * Verifies that a call has a priority.
     *
     * @param priority 0 to 255
     * @return assertions on the calls that have
     */
    public EnqueuedTasksAssert withPriority(int priority) {
        return narrow("with priority " + priority, task -> task.priority() == priority);
    }

    /**
     * Verifies that exactly one call fits.
     *
     * @return this
     */
    public EnqueuedTasksAssert once() {
        return times(1);
    }

    /**
     * Verifies how many calls fit.
     *
     * @param expected the number
     * @return this
     */
    public EnqueuedTasksAssert times(int expected) {
        if (actual.size() != expected) {
            fail("Expected " + expected + (expected == 1 ? " call" : " calls"), "there are " + actual.size());
        }
        return this;
    }

    /**
     * The calls that fit so far.
     *
     * @return in the order of {@link DelayTester#enqueued()}
     */
    public List<EnqueuedTask> tasks() {
        return actual;
    }

    EnqueuedTasksAssert exists() {
        if (actual.isEmpty()) {
            fail("Expected a call", "there is none");
        }
        return this;
    }

    private EnqueuedTasksAssert narrow(String condition, Predicate<EnqueuedTask> fits) {
        List<String> all = new ArrayList<>(conditions);
        all.add(condition);
        EnqueuedTasksAssert narrowed = new EnqueuedTasksAssert(
                tester, key, actual.stream().filter(fits).toList(), all);
        narrowed.info.overridingErrorMessage(info.overridingErrorMessage());
        narrowed.info.description(info.description());
        return narrowed.exists();
    }

    private static boolean hasArguments(EnqueuedTask task, @Nullable Object[] arguments) {
        DecodedCall call = Objects.requireNonNull(task.call());
        return call.hasArguments(arguments);
    }

    private void fail(String expected, String found) {
        StringBuilder text = new StringBuilder(expected + " of \"" + key + "\" to be enqueued");
        conditions.forEach(condition -> text.append(", ").append(condition));
        text.append(", but ").append(found).append(".");
        if (!tester.knows(key)) {
            text.append(" There is no delayed function of this key; there are ")
                    .append(tester.keys())
                    .append('.');
        }
        List<EnqueuedTask> enqueued = tester.enqueued();
        if (enqueued.isEmpty()) {
            text.append(
                    " Nothing was enqueued since the test began: was the method called on the bean, and not on \"this\"?");
        } else {
            text.append(" What was enqueued:").append(TaskDescription.list(enqueued));
        }
        List<EnqueuedTask> rolledBack = tester.rolledBack();
        if (!rolledBack.isEmpty()) {
            text.append("\nWhat was given up with its transaction, which was rolled back:")
                    .append(TaskDescription.list(rolledBack));
        }
        failWithMessage("%s", text);
    }
}
