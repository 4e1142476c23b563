package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Value;
import java.util.Optional;

/** An element of a list that may be absent, which is stored as null. */
final class OptionalType extends ValueType {

    private final ValueType content;

    OptionalType(ValueType content) {
        super("Optional<" + content.name() + ">");
        this.content = content;
    }

    @Override
    Value save(Object object) {
        Object inside = ((Optional<?>) object).orElse(null);
        return inside == null ? Value.NULL : content.save(inside);
    }

    @Override
    Object load(Value value, Reading reading) throws Mismatch {
        return Optional.of(content.load(value, reading));
    }

    @Override
    Object zero() {
        return Optional.empty();
    }

    @Override
    boolean isIndexable() {
        return content.isIndexable();
    }
}
