package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value or none; none is stored as null. */
final class OptionalCodec extends Codec {

    private final Codec content;

    OptionalCodec(Codec content) {
        super(Optional.class);
        this.content = content;
    }

    @Override
    Value write(Object value, Partition home) {
        return content.writeNullable(((Optional<?>) value).orElse(null), home);
    }

    @Override
    Object read(Value value, References references) {
        return Optional.ofNullable(content.read(value, references));
    }

    @Override
    Object absent() {
        return Optional.empty();
    }

    @Override
    @Nullable
    EntityMapping<?> keeping() {
        return content.keeping();
    }

    @Override
    @Nullable
    EntityMapping<?> nested() {
        return content.nested();
    }

    @Override
    Codec operand() {
        return content.operand();
    }

    @Override
    boolean refers() {
        return content.refers();
    }

    @Override
    void visit(Value value, String path, References.Visitor visitor) {
        content.visit(value, path, visitor);
    }
}
