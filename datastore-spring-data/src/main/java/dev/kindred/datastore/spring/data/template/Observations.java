package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.EntityOperations;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationContext.Outcome;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationConvention;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationDocumentation;
import dev.kindred.datastore.spring.data.observation.DefaultDatastoreObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Observes calls of the datastore, where somebody looks; elsewhere it is not in the way. Safe for all threads. */
final class Observations {

    static final Observations NONE = new Observations(ObservationRegistry.NOOP, null);

    private static final DatastoreObservationConvention DEFAULT = new DefaultDatastoreObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable DatastoreObservationConvention convention;

    Observations(ObservationRegistry registry, @Nullable DatastoreObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    EntityOperations of(EntityOperations entities) {
        return registry.isNoop() ? entities : new ObservedOperations(entities, this);
    }

    Observation start(DatastoreObservationContext context) {
        return DatastoreObservationDocumentation.TEMPLATE.start(convention, DEFAULT, () -> context, registry);
    }

    <R> R observe(DatastoreObservationContext context, Supplier<R> call) {
        Observation observation = start(context);
        try {
            R result = within(observation, context, call);
            context.outcome(Outcome.SUCCESS);
            return result;
        } finally {
            observation.stop();
        }
    }

    /** Calls, and leaves the observation open unless the call fails; then it says how. */
    static <R> R within(Observation observation, DatastoreObservationContext context, Supplier<R> call) {
        try {
            return observation.scoped(call);
        } catch (RuntimeException | Error e) {
            context.outcome(e instanceof ConcurrentTransactionException ? Outcome.CONFLICT : Outcome.ERROR);
            throw e;
        }
    }
}
