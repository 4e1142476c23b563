package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.StringValue;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the type of an object below the one that is declared, by its class or by the stored discriminator. Safe for all threads. */
final class Subtypes {

    private final Codecs codecs;

    Subtypes(Codecs codecs) {
        this.codecs = codecs;
    }

    /** The mapping of an object's own type, or null if it could not be told when it is read. */
    @Nullable
    EntityMapping<?> mapping(EntityMapping<?> declared, Class<?> actual) {
        TypeHierarchy hierarchy = declared.entity().getHierarchy();
        return hierarchy != null && hierarchy.base().isAssignableFrom(actual) ? codecs.mapping(actual) : null;
    }

    /**
     * The mapping that what is stored is read with.
     *
     * @throws ConversionProblem if it is of no type, or of one that is not the declared one
     */
    EntityMapping<?> stored(EntityMapping<?> declared, Map<String, Property> properties) {
        TypeHierarchy hierarchy = declared.entity().getHierarchy();
        if (hierarchy == null) {
            return declared;
        }
        Class<?> wanted = declared.entity().getType();
        Class<?> type = typeOf(hierarchy, properties);
        if (type == wanted) {
            return declared;
        }
        if (type == null || !wanted.isAssignableFrom(type)) {
            Property stored = properties.get(hierarchy.property());
            throw new ConversionProblem(describe(stored, type, hierarchy))
                    .in(hierarchy.property(), wanted)
                    .advise(
                            type == null
                                    ? "Mark a class with @Subtype, or add the value to its alsoKnownAs, and let the mapping context know the class; or make "
                                            + hierarchy.base().getSimpleName() + " a class that can be instantiated."
                                    : "Read it as " + hierarchy.base().getSimpleName() + ".");
        }
        return codecs.mapping(type);
    }

    /** Whether what is stored is of a type or one below it. */
    boolean isStored(EntityMapping<?> wanted, Map<String, Property> properties) {
        TypeHierarchy hierarchy = wanted.entity().getHierarchy();
        if (hierarchy == null || wanted.entity().getType() == hierarchy.base()) {
            return true;
        }
        Class<?> type = typeOf(hierarchy, properties);
        return type != null && wanted.entity().getType().isAssignableFrom(type);
    }

    /** Whether an object of a type or one below it may refer to others. */
    boolean refers(EntityMapping<?> declared) {
        TypeHierarchy hierarchy = declared.entity().getHierarchy();
        return declared.refers()
                || hierarchy != null
                        && hierarchy.types().stream()
                                .anyMatch(type -> codecs.mapping(type).refers());
    }

    private static @Nullable Class<?> typeOf(TypeHierarchy hierarchy, Map<String, Property> properties) {
        Property stored = properties.get(hierarchy.property());
        Class<?> type =
                stored != null && stored.value() instanceof StringValue text ? hierarchy.typeOf(text.value()) : null;
        return type == null && hierarchy.isBaseInstantiable() ? hierarchy.base() : type;
    }

    private static String describe(@Nullable Property stored, @Nullable Class<?> type, TypeHierarchy hierarchy) {
        String what = stored == null || stored.value() == Value.NULL
                ? "nothing is stored"
                : ConversionProblem.describe(stored.value()) + " is stored";
        return what
                + (type == null
                        ? ", and the known types are " + hierarchy.valuesOf(hierarchy.base())
                        : ", which is a " + type.getTypeName());
    }
}
