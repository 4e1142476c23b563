package dev.kindred.delay.observation;

import dev.kindred.delay.TaskHandle;
import dev.kindred.delay.observation.DelayObservationDocumentation.HighCardinality;
import dev.kindred.delay.observation.DelayObservationDocumentation.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The keys of {@link DelayObservationDocumentation#ENQUEUE}, under the name {@code delay.enqueue}. Safe for all threads. */
public class DefaultDelayEnqueueObservationConvention implements DelayEnqueueObservationConvention {

    /** Makes the convention. */
    public DefaultDelayEnqueueObservationConvention() {}

    @Override
    public String getName() {
        return "delay.enqueue";
    }

    @Override
    public String getContextualName(DelayEnqueueObservationContext context) {
        String function = same(context, TaskHandle::key);
        return function.equals(KeyValue.NONE_VALUE) ? "delay enqueue" : "delay enqueue " + function;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(DelayEnqueueObservationContext context) {
        return KeyValues.of(
                LowCardinality.QUEUE.withValue(same(context, TaskHandle::queue)),
                LowCardinality.FUNCTION.withValue(same(context, TaskHandle::key)),
                LowCardinality.OUTCOME.withValue(context.outcome().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(DelayEnqueueObservationContext context) {
        List<TaskHandle> tasks = context.tasks();
        if (tasks.size() != 1) {
            return KeyValues.of(HighCardinality.TASKS.withValue(Integer.toString(tasks.size())));
        }
        TaskHandle task = tasks.get(0);
        String name = task.name();
        KeyValues values = name == null ? KeyValues.empty() : KeyValues.of(HighCardinality.TASK.withValue(name));
        if (task.isStored()) {
            values = values.and(HighCardinality.ETA.withValue(task.eta().toString()));
            values = name != null ? values : values.and(HighCardinality.TASK.withValue(Long.toString(task.id())));
        }
        return values;
    }

    private static String same(DelayEnqueueObservationContext context, Function<TaskHandle, String> part) {
        List<String> values =
                context.tasks().stream().map(part).distinct().limit(2).toList();
        return values.size() == 1 ? values.get(0) : KeyValue.NONE_VALUE;
    }
}
