package dev.kindred.delay.observation;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.TaskCall;
import dev.kindred.delay.TaskContext;
import dev.kindred.delay.TaskHandle;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskSnoozedException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Observes the storing and the runs of deferred calls. A tracer among the registry's handlers propagates its trace by the headers of the tasks: all runs that stem from what one call has stored, their retries
 * and all that follows them, have the span of the storing as their parent. Where nobody looks it is not in the way. Safe for all threads.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
public final class ObservationTaskContext implements TaskContext {

    private static final DelayEnqueueObservationConvention ENQUEUE = new DefaultDelayEnqueueObservationConvention();
    private static final DelayExecuteObservationConvention EXECUTE = new DefaultDelayExecuteObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable DelayEnqueueObservationConvention enqueue;
    private final @Nullable DelayExecuteObservationConvention execute;

    /**
     * Observes for a registry.
     *
     * @param registry where the observations are made
     * @param enqueue names and keys of the storing; null for the default
     * @param execute names and keys of the runs; null for the default
     */
    public ObservationTaskContext(
            ObservationRegistry registry,
            @Nullable DelayEnqueueObservationConvention enqueue,
            @Nullable DelayExecuteObservationConvention execute) {
        this.registry = registry;
        this.enqueue = enqueue;
        this.execute = execute;
    }

    /**
     * Takes nothing along yet: the trace goes with {@link #store}.
     *
     * @return no headers
     */
    @Override
    public Map<String, String> capture() {
        return Map.of();
    }

    @Override
    @SuppressWarnings("try") // the scope is only to be closed
    public List<TaskHandle> store(List<TaskHandle> tasks, Storing storing) {
        if (registry.isNoop() || tasks.isEmpty()) {
            return storing.with(Map.of());
        }
        DelayEnqueueObservationContext context = new DelayEnqueueObservationContext(tasks);
        Observation observation =
                DelayObservationDocumentation.ENQUEUE.start(enqueue, ENQUEUE, () -> context, registry);
        try (Observation.Scope scope = observation.openScope()) {
            List<TaskHandle> stored = storing.with(Map.copyOf(Objects.requireNonNull(context.getCarrier())));
            context.succeeded(stored);
            return stored;
        } catch (RuntimeException | Error failure) {
            context.failed(
                    failure instanceof DuplicateTaskException
                            ? DelayEnqueueObservationContext.Outcome.DUPLICATE
                            : DelayEnqueueObservationContext.Outcome.ERROR);
            observation.error(failure);
            throw failure;
        } finally {
            observation.stop();
        }
    }

    @Override
    @SuppressWarnings("try") // the scope is only to be closed
    public void restore(Map<String, String> headers, TaskCall call) throws Exception {
        if (registry.isNoop()) {
            call.run();
            return;
        }
        DelayExecuteObservationContext context = new DelayExecuteObservationContext(DelayContext.current(), headers);
        Observation observation =
                DelayObservationDocumentation.EXECUTE.start(execute, EXECUTE, () -> context, registry);
        try (Observation.Scope scope = observation.openScope()) {
            call.run();
            context.outcome(DelayExecuteObservationContext.Outcome.SUCCESS);
        } catch (TaskSnoozedException later) {
            context.outcome(DelayExecuteObservationContext.Outcome.SNOOZED);
            throw later;
        } catch (Exception | Error failure) {
            context.outcome(
                    failure instanceof TaskRejectedException
                            ? DelayExecuteObservationContext.Outcome.REJECTED
                            : DelayExecuteObservationContext.Outcome.ERROR);
            observation.error(failure);
            throw failure;
        } finally {
            observation.stop();
        }
    }
}
