package dev.kindred.delay.http;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import dev.kindred.delay.queue.TaskSnoozedException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks that others keep, none twice at a time in this process, and finds the answer to what became of them. */
final class TaskReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(TaskReceiver.class);

    private final DelayInvoker invoker;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    TaskReceiver(DelayInvoker invoker) {
        this.invoker = invoker;
    }

    Verdict receive(TaskRow task, Map<String, String> headers) {
        String key = headers.getOrDefault(PushHeaders.IDEMPOTENCY_KEY, task.queue() + "/" + task.name());
        if (!running.add(key)) {
            return new Verdict(Answer.RUNNING, Duration.ZERO);
        }
        try {
            return run(TaskRun.withoutLease(task), headers, key);
        } finally {
            running.remove(key);
        }
    }

    private Verdict run(TaskRun run, Map<String, String> headers, String key) {
        try {
            invoker.run(run, headers, key);
            return new Verdict(Answer.DONE, Duration.ZERO);
        } catch (TaskSnoozedException snoozed) {
            return new Verdict(Answer.SNOOZED, snoozed.pause());
        } catch (TaskRejectedException rejected) {
            LOG.warn("{} is refused: {}", name(run.task()), rejected.reason(), rejected);
            return new Verdict(
                    switch (rejected.reason()) {
                        case UNDECODABLE -> Answer.UNDECODABLE;
                        case UNKNOWN_FUNCTION -> Answer.UNKNOWN_FUNCTION;
                        case REJECTED, RETRIES_EXHAUSTED -> Answer.REJECTED;
                    },
                    Duration.ZERO);
        } catch (Throwable failure) { // an Error of the function is a failed task too
            LOG.warn("{} failed", name(run.task()), failure);
            return new Verdict(run.mayRetry() ? Answer.FAILED : Answer.REJECTED, Duration.ZERO);
        }
    }

    private static String name(TaskRow task) {
        return "Task \"" + task.name() + "\" of queue \"" + task.queue() + "\", which came by HTTP,";
    }

    /** What to say, and how long the task is to wait; zero if that is the sender's affair. */
    record Verdict(Answer answer, Duration pause) {

        boolean isFinal() {
            return answer == Answer.UNDECODABLE || answer == Answer.REJECTED;
        }
    }
}
