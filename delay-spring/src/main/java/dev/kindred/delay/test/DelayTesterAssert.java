package dev.kindred.delay.test;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on the deferred calls of an application, by {@code assertThat(tester)}. What fails lists what there was. */
public final class DelayTesterAssert extends AbstractAssert<DelayTesterAssert, DelayTester> {

    DelayTesterAssert(DelayTester tester) {
        super(tester, DelayTesterAssert.class);
    }

    /**
     * Verifies that a function was called at least once since the test began, run or not.
     *
     * @param key the function's key or an alias
     * @return assertions on those calls
     */
    public EnqueuedTasksAssert enqueued(String key) {
        isNotNull();
        EnqueuedTasksAssert calls = new EnqueuedTasksAssert(actual, key);
        calls.info.overridingErrorMessage(info.overridingErrorMessage());
        calls.info.description(info.description());
        return calls.exists();
    }

    /**
     * Verifies that nothing was enqueued since the test began.
     *
     * @return this
     */
    public DelayTesterAssert hasNothingEnqueued() {
        return isEmpty("Expected nothing to be enqueued", actual.enqueued());
    }

    /**
     * Verifies that a function was not called since the test began; one that does not exist is a mistake of the test.
     *
     * @param key the function's key or an alias
     * @return this
     */
    public DelayTesterAssert hasNotEnqueued(String key) {
        if (!actual.knows(key)) {
            failWithMessage("%s", "There is no delayed function \"" + key + "\"; there are " + actual.keys() + ".");
        }
        return isEmpty("Expected no call of \"" + key + "\" to be enqueued", actual.enqueued(key));
    }

    /**
     * Verifies that nothing waits, apart from runs that schedules have planned.
     *
     * @return this
     */
    public DelayTesterAssert hasNothingWaiting() {
        return isEmpty(
                "Expected nothing to wait",
                actual.waiting().stream()
                        .filter(task -> !dev.kindred.delay.DelayedSchedules.isPlanned(task.row()))
                        .toList());
    }

    /**
     * Verifies that no task was given up.
     *
     * @return this
     */
    public DelayTesterAssert hasNoDeadLetters() {
        List<DeadLetter> dead = actual.deadLetters();
        if (!dead.isEmpty()) {
            StringBuilder text = new StringBuilder("Expected no dead letters, but there are " + dead.size() + ":");
            dead.forEach(letter -> text.append("\n  ").append(letter));
            failWithMessage("%s", text);
        }
        return this;
    }

    private DelayTesterAssert isEmpty(String expected, List<EnqueuedTask> tasks) {
        if (!tasks.isEmpty()) {
            failWithMessage("%s", expected + ", but there are " + tasks.size() + ":" + TaskDescription.list(tasks));
        }
        return this;
    }
}
