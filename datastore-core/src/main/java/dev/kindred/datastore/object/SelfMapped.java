package dev.kindred.datastore.object;

import dev.kindred.datastore.model.Key;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A class that loads and saves itself: how to make one, and where it wants its key. */
final class SelfMapped {

    private final Class<?> type;
    private final MethodHandle constructor;
    private final @Nullable Accessor key;

    private SelfMapped(Class<?> type, MethodHandle constructor, @Nullable Accessor key) {
        this.type = type;
        this.constructor = constructor;
        this.key = key;
    }

    /** Gives null, and a sentence for each problem, if the class cannot be one. */
    static @Nullable SelfMapped of(Class<?> type, List<String> problems) {
        int before = problems.size();
        if (type.isRecord()) {
            problems.add(
                    "record " + type.getName()
                            + " is PropertyMapped, but a record cannot load itself. Make it a class, or leave the interface out.");
            return null;
        }
        MethodHandle constructor = Structures.constructor(type, problems);
        Accessor key = Structures.key(type, problems);
        return constructor == null || problems.size() > before ? null : new SelfMapped(type, constructor, key);
    }

    @Nullable
    Accessor keyField() {
        return key;
    }

    PropertyMapped load(@Nullable Key itsKey, PropertyList properties) {
        PropertyMapped object;
        try {
            object = (PropertyMapped) (Object) constructor.invokeExact(new Object[0]);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ObjectConstructionException(type, ".", e);
        }
        if (key != null && itsKey != null) {
            key.set(object, itsKey);
        }
        object.load(properties);
        return object;
    }
}
