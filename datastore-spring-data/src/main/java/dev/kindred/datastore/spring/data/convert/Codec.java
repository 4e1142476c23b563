package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of one Java type, both ways. {@link #write} then {@link #read} gives an equal value, and the written values of a type that has an order sort as
 * the Java values do. Null never gets here: it is the null value whatever the type. Immutable.
 */
abstract class Codec {

    private final Class<?> type;

    /** @param type what {@link #write} takes, boxed */
    Codec(Class<?> type) {
        this.type = type;
    }

    /** What {@link #write} takes, boxed. */
    final Class<?> type() {
        return type;
    }

    /**
     * Makes the stored form.
     *
     * @param home where objects without a key belong that are referred to
     * @throws ConversionProblem if there is none
     */
    abstract Value write(Object value, Partition home);

    /**
     * Makes the Java value; of stored forms that {@link #write} does not make, those are taken that lose nothing.
     *
     * @param value not the null value
     * @param references where objects come from that are referred to
     * @throws ConversionProblem if the stored value is none of this type's
     */
    abstract @Nullable Object read(Value value, References references);

    /** What a field holds for a stored null, and a constructor argument for a missing property. */
    @Nullable
    Object absent() {
        return null;
    }

    /** The stored forms that count as equal to a value. */
    ValueRange range(Object value) {
        return ValueRange.of(write(value, Partition.DEFAULT));
    }

    /** Whether {@link #range} takes an operand as it is. */
    boolean accepts(Object operand) {
        return type.isInstance(operand);
    }

    /** Whether there may be references in a value. Not to be asked before all codecs are made, since types may contain themselves. */
    boolean refers() {
        return false;
    }

    /** Visits the references in a stored value. */
    void visit(Value value, String path, References.Visitor visitor) {}

    /** The form of what a filter compares with: an element for a list. */
    Codec operand() {
        return this;
    }

    /** The mapping of a nested object of which a save leaves the properties that it has no field for; null for all else, which a save replaces as a whole. */
    @Nullable
    EntityMapping<?> keeping() {
        return null;
    }

    /** The mapping of the object that a value is, so that paths lead into it; null if it is none, or one of several. */
    @Nullable
    EntityMapping<?> nested() {
        return null;
    }

    Value writeNullable(@Nullable Object value, Partition home) {
        return value == null ? Value.NULL : write(value, home);
    }

    final @Nullable Object readNullable(Value value, References references) {
        return value == Value.NULL ? absent() : read(value, references);
    }
}
