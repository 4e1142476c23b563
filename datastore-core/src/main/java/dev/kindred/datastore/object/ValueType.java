package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Value;
import org.jspecify.annotations.Nullable;

/** How a Java type that is stored as one value goes to and fro. Shared by all threads. */
abstract class ValueType {

    private final String name;

    /** The name of the Java type, for people. */
    ValueType(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    abstract Value save(Object object);

    /** @param value neither a null nor a list, unless {@link #isRaw} */
    abstract Object load(Value value, Reading reading) throws Mismatch;

    /** What a field has that nothing was loaded into, and whose constructor says nothing about it. */
    @Nullable
    Object zero() {
        return null;
    }

    boolean isEmpty(Object object) {
        return false;
    }

    boolean isIndexable() {
        return true;
    }

    /** Whether nulls and lists are for it like any other value. */
    boolean isRaw() {
        return false;
    }

    final @Nullable Object loadAny(Value value, Reading reading) throws Mismatch {
        return value == Value.NULL && !isRaw() ? zero() : load(value, reading);
    }

    final Mismatch mismatch(Value value) {
        return new Mismatch("type mismatch: the field is " + name + ", what is stored is " + describe(value));
    }

    static String describe(Value value) {
        if (value instanceof Value.LongValue) {
            return "a long";
        } else if (value instanceof Value.TimestampValue) {
            return "a timestamp";
        } else if (value instanceof Value.BooleanValue) {
            return "a boolean";
        } else if (value instanceof Value.StringValue) {
            return "a string";
        } else if (value instanceof Value.BytesValue) {
            return "bytes";
        } else if (value instanceof Value.BlobKeyValue) {
            return "a blob key";
        } else if (value instanceof Value.DoubleValue) {
            return "a double";
        } else if (value instanceof Value.GeoPointValue) {
            return "a geo point";
        } else if (value instanceof Value.KeyValue) {
            return "a key";
        } else if (value instanceof Value.EntityValue) {
            return "an embedded entity";
        }
        return value == Value.NULL ? "null" : "a list";
    }
}
