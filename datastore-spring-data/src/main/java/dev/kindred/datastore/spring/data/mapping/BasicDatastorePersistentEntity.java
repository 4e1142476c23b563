package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.model.BasicPersistentEntity;

final class BasicDatastorePersistentEntity<T> extends BasicPersistentEntity<T, DatastorePersistentProperty>
        implements DatastorePersistentEntity<T> {

    private static final Set<Class<?>> VERSION_TYPES = Set.of(long.class, Long.class, int.class, Integer.class);

    private final String kind;
    private final @Nullable TypeHierarchy hierarchy;
    private @Nullable DatastorePersistentProperty parent;

    BasicDatastorePersistentEntity(TypeInformation<T> type, @Nullable TypeHierarchy hierarchy) {
        super(type);
        this.hierarchy = hierarchy;
        Class<?> named = hierarchy == null ? type.getType() : hierarchy.base();
        String given = givenKind(named);
        kind = given == null ? named.getSimpleName() : given;
    }

    private static @Nullable String givenKind(Class<?> type) {
        Entity entity = AnnotatedElementUtils.getMergedAnnotation(type, Entity.class);
        return entity == null || entity.name().isEmpty() ? null : entity.name();
    }

    @Override
    public String getKind() {
        return kind;
    }

    @Override
    public @Nullable TypeHierarchy getHierarchy() {
        return hierarchy;
    }

    @Override
    public @Nullable DatastorePersistentProperty getParentProperty() {
        return parent;
    }

    @Override
    public void addPersistentProperty(DatastorePersistentProperty property) {
        super.addPersistentProperty(property);
        if (property.isParentProperty()) {
            if (parent != null) {
                throw new MappingException(getType().getName() + " has two @Parent fields, \"" + parent.getName()
                        + "\" and \"" + property.getName() + "\"; a key has one parent.");
            }
            parent = property;
        }
    }

    /** Refuses, all at once, what the datastore would otherwise do wrong in silence. */
    @Override
    public void verify() {
        super.verify();
        List<String> problems = new ArrayList<>();
        if (hierarchy != null) {
            verify(hierarchy, problems);
        }
        Map<String, DatastorePersistentProperty> byStoredName = new HashMap<>();
        for (DatastorePersistentProperty property : this) {
            if (property.isTransient()) {
                continue;
            }
            DatastorePersistentProperty other = byStoredName.putIfAbsent(property.getStoredName(), property);
            if (other != null) {
                problems.add("Fields \"" + other.getName() + "\" and \"" + property.getName()
                        + "\" are both stored as property \"" + property.getStoredName()
                        + "\"; rename one with @Field.");
            }
            verify(property, problems);
        }
        problems.addAll(EntityMethods.of(getType()).problems());
        if (!problems.isEmpty()) {
            throw new MappingException(
                    "Cannot map " + getType().getName() + ":\n  - " + String.join("\n  - ", problems));
        }
    }

    private void verify(TypeHierarchy types, List<String> problems) {
        String own = givenKind(getType());
        if (own != null && !own.equals(kind)) {
            problems.add("It is of kind \"" + own + "\", and " + types.base().getName()
                    + ", which has the @Discriminator, is of kind \"" + kind
                    + "\"; all types of a hierarchy share the kind of the base, so take the name off this one.");
        }
        if (types.property().isEmpty() || types.property().indexOf('.') >= 0) {
            problems.add("The @Discriminator property \"" + types.property()
                    + "\" is empty or has a dot; dots lead into nested values, so choose a name without.");
        }
        for (DatastorePersistentProperty property : this) {
            if (!property.isTransient() && property.getStoredName().equals(types.property())) {
                problems.add("Field \"" + property.getName() + "\" is stored as property \"" + types.property()
                        + "\", which is the @Discriminator of " + types.base().getName()
                        + "; rename the field with @Field, or choose another property for the discriminator.");
            }
        }
    }

    private static void verify(DatastorePersistentProperty property, List<String> problems) {
        String field = "Field \"" + property.getName() + "\" ";
        if (property.getStoredName().indexOf('.') >= 0) {
            problems.add(field + "is stored as \"" + property.getStoredName()
                    + "\", which has a dot; dots lead into nested values, so choose a name without.");
        }
        if (property.isParentProperty() && property.getType() != Key.class) {
            problems.add(field + "is marked @Parent and has type "
                    + property.getType().getName() + "; it must be a " + Key.class.getName() + ".");
        }
        if (property.isVersionProperty() && !VERSION_TYPES.contains(property.getType())) {
            problems.add(field + "is marked @Version and has type "
                    + property.getType().getName() + "; it must be a long, Long, int or Integer.");
        }
        if (property.isAssociation()) {
            problems.add(
                    field
                            + "is marked @Reference, which the datastore does not follow; hold the other entity's Key, or nest the value.");
        }
    }
}
