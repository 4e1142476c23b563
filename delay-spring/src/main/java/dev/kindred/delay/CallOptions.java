package dev.kindred.delay;

import dev.kindred.delay.queue.InvalidTaskException;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** What a function says about its tasks; the call's own options win. */
record CallOptions(
        String queue,
        @Nullable RetryPolicy retry,
        @Nullable Duration deadline,
        @Nullable Integer priority,
        List<Class<? extends Throwable>> noRetryFor) {

    static final CallOptions NONE = new CallOptions(Task.DEFAULT_QUEUE, null, null, null, List.of());

    /** Reads an annotation; what cannot be used is told, and left out. */
    static CallOptions of(Delayed delayed, Consumer<String> problems) {
        Duration deadline = duration("the deadline", delayed.deadline(), problems);
        if (deadline != null) {
            try {
                Task.of(new byte[0]).deadline(deadline);
            } catch (InvalidTaskException outOfRange) {
                problems.accept(outOfRange.getMessage() + "");
                deadline = null;
            }
        }
        return new CallOptions(
                delayed.queue(),
                retry(delayed.retry(), problems),
                deadline,
                priority(delayed.priority(), problems),
                List.of(delayed.retry().noRetryFor()));
    }

    private static @Nullable RetryPolicy retry(Retry retry, Consumer<String> problems) {
        boolean given = retry.limit() != -1
                || retry.maxDoublings() != -1
                || !retry.ageLimit().isEmpty()
                || !retry.minBackoff().isEmpty()
                || !retry.maxBackoff().isEmpty();
        if (!given) {
            return null;
        }
        try {
            RetryPolicy.Builder policy = RetryPolicy.builder()
                    .retryLimit(retry.limit() == -1 ? null : retry.limit())
                    .ageLimit(duration("the age limit", retry.ageLimit(), problems))
                    .minBackoff(duration("the minimal back-off", retry.minBackoff(), problems))
                    .maxBackoff(duration("the maximal back-off", retry.maxBackoff(), problems));
            return (retry.maxDoublings() == -1 ? policy : policy.maxDoublings(retry.maxDoublings())).build();
        } catch (IllegalArgumentException unusable) {
            problems.accept("its @Retry cannot be used: " + unusable.getMessage());
            return null;
        }
    }

    private static @Nullable Integer priority(int given, Consumer<String> problems) {
        if (given == -1) {
            return null;
        }
        try {
            Task.of(new byte[0]).priority(given);
            return given;
        } catch (InvalidTaskException outOfRange) {
            problems.accept(outOfRange.getMessage() + "");
            return null;
        }
    }

    static @Nullable Duration duration(String what, String text, Consumer<String> problems) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return DurationFormatterUtils.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            problems.accept(what + " \"" + text + "\" is no duration; write it like 90s, 2m or PT2M");
            return null;
        }
    }

    Task apply(Task task) {
        Task changed = task.queue(queue);
        changed = retry == null ? changed : changed.retry(retry);
        changed = priority == null ? changed : changed.priority(priority);
        return deadline == null ? changed : changed.deadline(deadline);
    }

    boolean forbidRetryAfter(Throwable failure) {
        return noRetryFor.stream().anyMatch(type -> type.isInstance(failure));
    }
}
