package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.expression.ValueExpression;
import org.springframework.data.expression.ValueExpressionParser;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.model.BasicPersistentEntity;
import org.springframework.data.util.Lazy;

final class BasicDatastorePersistentEntity<T> extends BasicPersistentEntity<T, DatastorePersistentProperty>
        implements DatastorePersistentEntity<T> {

    private static final ValueExpressionParser EXPRESSIONS = ValueExpressionParser.create();
    private static final Set<Class<?>> VERSION_TYPES = Set.of(long.class, Long.class, int.class, Integer.class);

    private final DatastoreMappingContext context;
    private final Lazy<String> kind = Lazy.of(this::findKind);
    private final @Nullable TypeHierarchy hierarchy;
    private @Nullable DatastorePersistentProperty parent;
    private @Nullable DatastorePersistentProperty namespace;

    BasicDatastorePersistentEntity(
            TypeInformation<T> type, @Nullable TypeHierarchy hierarchy, DatastoreMappingContext context) {
        super(type);
        this.hierarchy = hierarchy;
        this.context = context;
    }

    /** The type that says what holds for the kind. */
    Class<?> carrier() {
        return hierarchy == null ? getType() : hierarchy.base();
    }

    private String findKind() {
        Class<?> named = carrier();
        String given = givenKind(named);
        return given == null ? context.kindNamingStrategy().getKind(named) : given;
    }

    private @Nullable String givenKind(Class<?> type) {
        Entity entity = AnnotatedElementUtils.getMergedAnnotation(type, Entity.class);
        if (entity == null || entity.name().isEmpty()) {
            return null;
        }
        ValueExpression expression = EXPRESSIONS.parse(entity.name());
        if (expression.isLiteral()) {
            return entity.name();
        }
        Object value;
        try {
            value = expression.evaluate(getValueEvaluationContext(null));
        } catch (RuntimeException e) {
            throw new MappingException(
                    "Cannot make a kind of \"" + entity.name() + "\", the @Entity of " + type.getName() + ": "
                            + e.getMessage(),
                    e);
        }
        if (value == null || value.toString().isEmpty()) {
            throw new MappingException("\"" + entity.name() + "\", the @Entity of " + type.getName() + ", gives "
                    + (value == null ? "null" : "an empty text") + ", which is no kind.");
        }
        return value.toString();
    }

    @Override
    public String getKind() {
        return kind.get();
    }

    @Override
    public Unmapped getUnmapped() {
        Entity entity = AnnotatedElementUtils.getMergedAnnotation(
                hierarchy == null ? getType() : hierarchy.base(), Entity.class);
        return entity == null || entity.unmapped() == Unmapped.DEFAULT ? context.unmapped() : entity.unmapped();
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
    public @Nullable DatastorePersistentProperty getNamespaceProperty() {
        return namespace;
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
        if (property.isNamespaceProperty()) {
            if (namespace != null) {
                throw new MappingException(getType().getName() + " has two @Namespace fields, \"" + namespace.getName()
                        + "\" and \"" + property.getName() + "\"; a key has one namespace.");
            }
            namespace = property;
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
            if (property.getDescendantType() != null) {
                verifyDescendants(property, problems);
                continue;
            }
            if (property.isExtras() || property.getFlattenedPrefix() != null) {
                verifySpread(property, problems);
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
        if (namespace != null && Pins.of(carrier()) != null) {
            problems.add("Field \"" + namespace.getName()
                    + "\" is marked @Namespace, and @PinnedNamespace keeps the kind in \"" + Pins.of(carrier())
                    + "\"; take one of the two off.");
        }
        if (carrier() != getType() && getType().isAnnotationPresent(PinnedNamespace.class)) {
            problems.add("It has a @PinnedNamespace, which holds for the whole kind; put it on "
                    + carrier().getName() + ", which has the @Discriminator.");
        }
        problems.addAll(EntityMethods.of(getType()).problems());
        if (!problems.isEmpty()) {
            throw new MappingException(
                    "Cannot map " + getType().getName() + ":\n  - " + String.join("\n  - ", problems));
        }
    }

    private void verify(TypeHierarchy types, List<String> problems) {
        String own = givenKind(getType());
        if (own != null && !own.equals(getKind())) {
            problems.add("It is of kind \"" + own + "\", and " + types.base().getName()
                    + ", which has the @Discriminator, is of kind \"" + getKind()
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

    private static void verifyDescendants(DatastorePersistentProperty property, List<String> problems) {
        boolean list = property.getType() == List.class
                || property.getType() == Collection.class
                || property.getType() == Iterable.class;
        Class<?> type = property.getActualType();
        if (!list || DatastoreSimpleTypes.HOLDER.isSimpleType(type)) {
            problems.add("Field \"" + property.getName() + "\" is marked @Descendants and has type "
                    + property.getTypeInformation() + "; it must be a List, Collection or Iterable of entities.");
        }
    }

    /** A field that stands for several properties. */
    private static void verifySpread(DatastorePersistentProperty property, List<String> problems) {
        String field = "Field \"" + property.getName() + "\" ";
        TypeInformation<?> content = property.getTypeInformation().getMapValueType();
        boolean anything = property.isMap()
                && property.getComponentType() == String.class
                && content != null
                && content.getType() == Object.class;
        if (property.isExtras() && !anything) {
            problems.add(field + "is marked @Extras and has type "
                    + property.getType().getName() + "; it must be a Map<String, Object>.");
        }
        if (!property.isExtras() && !property.isEntity()
                || !property.isExtras() && (property.isCollectionLike() || property.isMap())) {
            problems.add(field + "is marked @Embedded(flatten = true) and has type "
                    + property.getType().getName() + "; only an object with fields of its own can be flattened.");
        }
    }

    private static void verify(DatastorePersistentProperty property, List<String> problems) {
        String field = "Field \"" + property.getName() + "\" ";
        if (property.getStoredName().indexOf('.') >= 0) {
            problems.add(field + "is stored as \"" + property.getStoredName()
                    + "\", which has a dot; dots lead into nested values, so choose a name without.");
        }
        Class<?> referred = property.getReferredType();
        if (property.isParentProperty()
                && property.getType() != Key.class
                && (referred == null
                        || DatastoreSimpleTypes.HOLDER.isSimpleType(referred)
                        || property.getType() != Ref.class && property.getType() != referred)) {
            problems.add(field + "is marked @Parent and has type "
                    + property.getType().getName() + "; it must be a " + Key.class.getName()
                    + ", a Ref, or the object of the parent.");
        } else if (referred != null && DatastoreSimpleTypes.HOLDER.isSimpleType(referred)) {
            problems.add(
                    field + "refers to " + referred.getName() + ", which is no entity; say which type, Ref<Author>.");
        }
        if (property.isNamespaceProperty() && property.getType() != String.class) {
            problems.add(field + "is marked @Namespace and has type "
                    + property.getType().getName() + "; it must be a String.");
        }
        GeneratedId.Strategy strategy = property.getIdStrategy();
        if (strategy != null && !property.isIdProperty()) {
            problems.add(field + "is marked @GeneratedId and is not the @Id.");
        } else if (strategy != null && !typesOf(strategy).contains(property.getType())) {
            problems.add(field + "is marked @GeneratedId(" + strategy + ") and has type "
                    + property.getType().getName() + "; such ids are "
                    + typesOf(strategy).stream().map(Class::getSimpleName).toList()
                    + ".");
        }
        if (property.isVersionProperty() && !VERSION_TYPES.contains(property.getType())) {
            problems.add(field + "is marked @Version and has type "
                    + property.getType().getName() + "; it must be a long, Long, int or Integer.");
        }
        if (property.isAnnotationPresent(Indexed.class) && property.isAnnotationPresent(Unindexed.class)) {
            problems.add(field + "is marked both @Indexed and @Unindexed; choose one.");
        }
    }

    private static List<Class<?>> typesOf(GeneratedId.Strategy strategy) {
        return switch (strategy) {
            case LONG -> List.of(long.class, Long.class, Key.class);
            case UUID -> List.of(UUID.class, String.class);
            case ULID -> List.of(String.class);
        };
    }
}
