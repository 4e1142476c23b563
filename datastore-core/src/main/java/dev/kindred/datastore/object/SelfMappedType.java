package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;

/** A field whose type loads and saves itself: an embedded entity. */
final class SelfMappedType extends ValueType {

    private final SelfMapped mapped;

    SelfMappedType(Class<?> type, SelfMapped mapped) {
        super(type.getSimpleName());
        this.mapped = mapped;
    }

    @Override
    Value save(Object object) {
        Accessor key = mapped.keyField();
        return new Value.EntityValue(
                key == null ? null : (Key) key.get(object),
                ((PropertyMapped) object).save().toMap());
    }

    @Override
    Object load(Value value, Reading reading) throws Mismatch {
        if (value instanceof Value.EntityValue entity) {
            return mapped.load(entity.key(), PropertyList.of(entity.properties()));
        }
        throw mismatch(value);
    }
}
