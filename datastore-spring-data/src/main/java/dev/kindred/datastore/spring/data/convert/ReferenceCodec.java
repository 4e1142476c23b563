package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.KeyValue;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Another entity, stored as its key: in a {@link Ref}, or as the object itself. */
final class ReferenceCodec<T> extends Codec {

    private final DatastorePersistentProperty field;
    private final Class<T> referred;
    private final Keys keys;

    /** Finds keys of objects. */
    interface Keys {

        /** The key, incomplete if the object has no id yet. */
        Key keyOf(Object object, Partition home);

        /** The kind of a type. */
        String kindOf(Class<?> type);
    }

    /** @param type what the field holds: {@code Ref.class}, or the type that is referred to */
    ReferenceCodec(Class<?> type, DatastorePersistentProperty field, Class<T> referred, Keys keys) {
        super(type);
        this.field = field;
        this.referred = referred;
        this.keys = keys;
    }

    Key keyOf(Object value, Partition home) {
        Key key = value instanceof Key given
                ? given
                : value instanceof Ref<?> ref
                        ? ref.key(object -> keys.keyOf(Objects.requireNonNull(object), home))
                        : keys.keyOf(value, home);
        if (key.isIncomplete()) {
            throw new ConversionProblem("it refers to a new " + referred.getTypeName() + ", which has no id yet")
                    .advise("Save that object first, and refer to what the save returns.");
        }
        String kind = keys.kindOf(referred);
        if (!key.kind().equals(kind)) {
            throw new ConversionProblem(
                            "it refers to " + key + ", and " + referred.getTypeName() + " is of kind \"" + kind + "\"")
                    .advise("Refer to an entity of that kind.");
        }
        return key;
    }

    @Override
    Value write(Object value, Partition home) {
        return new KeyValue(keyOf(value, home));
    }

    @Override
    @Nullable
    Object read(Value value, References references) {
        if (!(value instanceof KeyValue stored)) {
            throw ConversionProblem.cannotTake(value, referred);
        }
        return read(stored.value(), references);
    }

    @Nullable
    Object read(Key key, References references) {
        return type() == Ref.class ? references.ref(field, key, referred) : references.object(field, key, referred);
    }

    @Override
    ValueRange range(Object operand) {
        return ValueRange.of(new KeyValue(keyOf(operand, Partition.DEFAULT)));
    }

    @Override
    boolean accepts(Object operand) {
        return operand instanceof Ref || operand instanceof Key || referred.isInstance(operand);
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        if (value instanceof KeyValue stored) {
            visitor.visit(path, field, stored.value(), referred);
        }
    }

    void visit(Key key, String path, References.Visitor visitor) {
        visitor.visit(path, field, key, referred);
    }

    @Override
    boolean refers() {
        return true;
    }
}
