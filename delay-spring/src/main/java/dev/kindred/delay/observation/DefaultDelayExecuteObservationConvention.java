package dev.kindred.delay.observation;

import dev.kindred.delay.observation.DelayObservationDocumentation.HighCardinality;
import dev.kindred.delay.observation.DelayObservationDocumentation.LowCardinality;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** The keys of {@link DelayObservationDocumentation#EXECUTE}, under the name {@code delay.execute}. Safe for all threads. */
public class DefaultDelayExecuteObservationConvention implements DelayExecuteObservationConvention {

    /** Makes the convention. */
    public DefaultDelayExecuteObservationConvention() {}

    @Override
    public String getName() {
        return "delay.execute";
    }

    @Override
    public String getContextualName(DelayExecuteObservationContext context) {
        return "delay execute " + context.task().key();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(DelayExecuteObservationContext context) {
        return KeyValues.of(
                LowCardinality.QUEUE.withValue(context.task().queue()),
                LowCardinality.FUNCTION.withValue(context.task().key()),
                LowCardinality.OUTCOME.withValue(context.outcome().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(DelayExecuteObservationContext context) {
        return KeyValues.of(
                HighCardinality.TASK.withValue(context.task().taskName()),
                HighCardinality.ETA.withValue(context.task().eta().toString()),
                HighCardinality.ATTEMPT.withValue(Long.toString(context.task().attempt())));
    }
}
