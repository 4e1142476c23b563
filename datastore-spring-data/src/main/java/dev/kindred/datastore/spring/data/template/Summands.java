package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.PersistentPropertyPath;

/**
 * Tells which fields the datastore cannot add up although their type has sums: those that are stored as text in order to sort. It would pass over their values
 * in silence, as over anything that is no number, and answer zero.
 */
public final class Summands {

    private static final Map<Class<?>, Object> SAMPLES = Map.of(
            BigDecimal.class, BigDecimal.ONE, BigInteger.class, BigInteger.ONE, Duration.class, Duration.ofSeconds(1));

    private Summands() {}

    /**
     * Why a field has no sum and no average.
     *
     * @param path the field
     * @param filters how it is stored
     * @return the end of a sentence about the field, without a full stop; null if it can be added up
     */
    @Nullable
    public static String refusal(PersistentPropertyPath<DatastorePersistentProperty> path, PropertyFilters filters) {
        Class<?> type = path.getLeafProperty().getActualType();
        Object sample = SAMPLES.get(type);
        // A converter of the application may store numbers, so the stored form of a sample decides.
        if (sample == null
                || !(filters.compare(path, Operator.LESS_THAN, sample) instanceof Filter.PropertyFilter comparison)
                || comparison.operand() instanceof Value.LongValue
                || comparison.operand() instanceof Value.DoubleValue) {
            return null;
        }
        return "is " + type.getSimpleName()
                + ", which is stored as text and so has no sum and no average; read the values and add them, or store a long in the smallest unit";
    }
}
