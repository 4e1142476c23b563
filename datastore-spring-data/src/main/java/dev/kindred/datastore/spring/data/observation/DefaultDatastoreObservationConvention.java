package dev.kindred.datastore.spring.data.observation;

import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationDocumentation.HighCardinality;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationDocumentation.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** The keys of {@link DatastoreObservationDocumentation}, under the name {@code datastore.template}. Safe for all threads. */
public class DefaultDatastoreObservationConvention implements DatastoreObservationConvention {

    /** Makes the convention. */
    public DefaultDatastoreObservationConvention() {}

    @Override
    public String getName() {
        return "datastore.template";
    }

    @Override
    public String getContextualName(DatastoreObservationContext context) {
        String operation = "datastore " + lower(context.operation());
        return context.kind() == null ? operation : operation + " " + context.kind();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(DatastoreObservationContext context) {
        return KeyValues.of(
                LowCardinality.KIND.withValue(context.kind() == null ? KeyValue.NONE_VALUE : context.kind()),
                LowCardinality.OPERATION.withValue(lower(context.operation())),
                LowCardinality.OUTCOME.withValue(lower(context.outcome())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(DatastoreObservationContext context) {
        KeyValues values = KeyValues.empty();
        if (context.key() != null) {
            values = values.and(HighCardinality.KEY.withValue(context.key().toString()));
        }
        if (context.gql() != null) {
            values = values.and(HighCardinality.GQL.withValue(context.gql()));
        }
        ExecutionStatistics cost = context.statistics();
        if (cost != null) {
            values = values.and(
                    HighCardinality.ROWS_READ.withValue(Long.toString(cost.rowsRead())),
                    HighCardinality.RESULTS.withValue(Long.toString(cost.resultsReturned())),
                    HighCardinality.INDEXES.withValue(String.join(", ", context.indexes())));
        }
        return values;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
