package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** A field whose object has its properties among those of the owner, under names with a prefix. Null is nothing at all. */
final class FlatSlot extends Slot {

    private final EntityMapping<?> mapping;

    FlatSlot(DatastorePersistentProperty property, EntityMapping<?> mapping, Set<Trait> traits) {
        super(property, traits);
        this.mapping = mapping;
    }

    EntityMapping<?> mapping() {
        return mapping;
    }

    @Override
    void write(@Nullable Object value, Object owner, Map<String, Property> properties, Partition home) {
        if (value == null) {
            return;
        }
        if (ClassUtils.getUserClass(value) != property().getType()) {
            throw new ConversionProblem("the value is a "
                            + ClassUtils.getUserClass(value).getTypeName()
                            + ", and a flattened value is read back as the declared type; declare that class")
                    .in(property().getName(), property().getType());
        }
        mapping.writeAll(value, properties, home);
    }

    @Override
    @Nullable
    Object read(Map<String, Property> properties, References references) {
        for (String name : mapping.names()) {
            if (properties.containsKey(name)) {
                return mapping.read(properties, null, references);
            }
        }
        return MISSING;
    }

    @Override
    boolean refers() {
        return mapping.refers();
    }

    @Override
    void visit(Map<String, Property> properties, String above, References.Visitor visitor) {
        mapping.visit(properties, null, above + property().getName() + ".", visitor);
    }

    @Override
    void addNames(Collection<String> names) {
        names.addAll(mapping.names());
    }

    @Override
    void addPaths(String above, Map<String, Property> written, List<String> paths) {
        mapping.names().forEach(name -> paths.add(above + PropertyMask.escape(name)));
    }
}
