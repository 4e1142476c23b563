package dev.kindred.datastore.plan;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import org.jspecify.annotations.Nullable;

/** The values that satisfy all range comparisons of one property in a conjunction. Unbounded where there is no limit; may be empty. */
record ValueRange(@Nullable Limit low, @Nullable Limit high) {

    static final ValueRange ALL = new ValueRange(null, null);

    /** An end of a range. */
    record Limit(Value value, boolean inclusive) {}

    ValueRange and(Operator operator, Value operand) {
        return switch (operator) {
            case GREATER_THAN -> new ValueRange(higher(low, new Limit(operand, false)), high);
            case GREATER_THAN_OR_EQUAL -> new ValueRange(higher(low, new Limit(operand, true)), high);
            case LESS_THAN -> new ValueRange(low, lower(high, new Limit(operand, false)));
            case LESS_THAN_OR_EQUAL -> new ValueRange(low, lower(high, new Limit(operand, true)));
            default -> throw new IllegalArgumentException(operator + " is not a range comparison");
        };
    }

    boolean contains(Value value) {
        if (low != null) {
            int order = Value.order(value, low.value);
            if (order < 0 || order == 0 && !low.inclusive) {
                return false;
            }
        }
        if (high != null) {
            int order = Value.order(value, high.value);
            return order < 0 || order == 0 && high.inclusive;
        }
        return true;
    }

    private static Limit higher(@Nullable Limit a, Limit b) {
        if (a == null) {
            return b;
        }
        int order = Value.order(a.value, b.value);
        return order > 0 || order == 0 && !a.inclusive ? a : b;
    }

    private static Limit lower(@Nullable Limit a, Limit b) {
        if (a == null) {
            return b;
        }
        int order = Value.order(a.value, b.value);
        return order < 0 || order == 0 && !a.inclusive ? a : b;
    }
}
