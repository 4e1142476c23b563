package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@link ObjectOperations} turn entities into objects of a class and back: by its fields, by its own methods, or as a {@link PropertyList}. */
abstract class Mapping {

    private static final ClassValue<Mapping> MAPPINGS = new ClassValue<>() {
        @Override
        protected Mapping computeValue(Class<?> type) {
            if (type == PropertyList.class) {
                return new OfList();
            }
            if (!PropertyMapped.class.isAssignableFrom(type)) {
                return OfFields.of(type);
            }
            List<String> problems = new ArrayList<>();
            String objection = Structures.objection(type);
            if (objection != null) {
                problems.add(objection + ".");
            }
            SelfMapped mapped = objection == null ? SelfMapped.of(type, problems) : null;
            if (mapped == null) {
                throw new InvalidEntityTypeException(type.getName(), problems);
            }
            return new OfSelfMapped(mapped);
        }
    };

    /** @throws InvalidEntityTypeException if there is no way */
    static Mapping of(Class<?> type) {
        return MAPPINGS.get(type);
    }

    abstract Object load(Entity entity);

    abstract Entity save(Key key, Object object);

    /** The field that holds the key, if there is one. */
    abstract @Nullable Accessor keyField();

    /** The same, with properties that no field has as mismatches. */
    Mapping strict() {
        return this;
    }

    private static final class OfFields extends Mapping {

        private final ObjectCodec<Object> codec;

        private OfFields(ObjectCodec<Object> codec) {
            this.codec = codec;
        }

        @SuppressWarnings("unchecked") // objects of the class are all that it will be given
        static OfFields of(Class<?> type) {
            return new OfFields((ObjectCodec<Object>) ObjectCodec.of(type));
        }

        @Override
        Object load(Entity entity) {
            return codec.load(entity);
        }

        @Override
        Entity save(Key key, Object object) {
            return codec.save(key, object);
        }

        @Override
        @Nullable
        Accessor keyField() {
            return codec.keyField();
        }

        @Override
        Mapping strict() {
            return new OfFields(codec.strict());
        }
    }

    private static final class OfSelfMapped extends Mapping {

        private final SelfMapped mapped;

        OfSelfMapped(SelfMapped mapped) {
            this.mapped = mapped;
        }

        @Override
        Object load(Entity entity) {
            return mapped.load(entity.key(), PropertyList.of(entity));
        }

        @Override
        Entity save(Key key, Object object) {
            return ((PropertyMapped) object).save().toEntity(key);
        }

        @Override
        @Nullable
        Accessor keyField() {
            return mapped.keyField();
        }
    }

    private static final class OfList extends Mapping {

        @Override
        Object load(Entity entity) {
            return PropertyList.of(entity);
        }

        @Override
        Entity save(Key key, Object object) {
            return ((PropertyList) object).toEntity(key);
        }

        @Override
        @Nullable
        Accessor keyField() {
            return null;
        }
    }
}
