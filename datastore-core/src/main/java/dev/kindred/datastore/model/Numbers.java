package dev.kindred.datastore.model;

import java.math.BigDecimal;

/** Arithmetic of transforms, where longs and doubles meet by their value and not by their rank. */
final class Numbers {

    private Numbers() {}

    static void check(Value operand) {
        if (!isNumber(operand)) {
            throw new InvalidValueException(
                    "The operand of a numeric transform must be a long or a double, not " + operand + ".");
        }
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.LongValue || value instanceof Value.DoubleValue;
    }

    static Value add(Value left, Value right) {
        if (left instanceof Value.LongValue a && right instanceof Value.LongValue b) {
            long sum = a.value() + b.value();
            // Overflow shows as a sum whose sign differs from that of both operands.
            boolean overflow = ((a.value() ^ sum) & (b.value() ^ sum)) < 0;
            return Value.of(!overflow ? sum : a.value() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        return Value.of(toDouble(left) + toDouble(right));
    }

    /** The operand if it beats the value by the sign, else the value. */
    static Value extreme(Value current, Value operand, int sign) {
        if (isNaN(current)) {
            return current;
        }
        return isNaN(operand) || compare(operand, current) * sign > 0 ? operand : current;
    }

    /** Equal as elements of lists. */
    static boolean same(Value left, Value right) {
        if (!isNumber(left) || !isNumber(right)) {
            return left.equals(right);
        }
        return isNaN(left) || isNaN(right) ? isNaN(left) && isNaN(right) : compare(left, right) == 0;
    }

    private static int compare(Value left, Value right) {
        if (left instanceof Value.LongValue a && right instanceof Value.LongValue b) {
            return Long.compare(a.value(), b.value());
        }
        double a = toDouble(left);
        double b = toDouble(right);
        if (a != b || Double.isInfinite(a)) {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        // A long beyond 2^53 is rounded to the double beside it: look at the exact values.
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Value value) {
        return value instanceof Value.LongValue number
                ? BigDecimal.valueOf(number.value())
                : new BigDecimal(toDouble(value));
    }

    private static boolean isNaN(Value value) {
        return value instanceof Value.DoubleValue number && Double.isNaN(number.value());
    }

    private static double toDouble(Value value) {
        return value instanceof Value.LongValue number ? number.value() : ((Value.DoubleValue) value).value();
    }
}
