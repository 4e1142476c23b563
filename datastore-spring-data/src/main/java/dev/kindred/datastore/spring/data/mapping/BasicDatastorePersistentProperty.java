package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.Key;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.convert.ValueConverter;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.Association;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.model.AnnotationBasedPersistentProperty;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.util.Lazy;

final class BasicDatastorePersistentProperty extends AnnotationBasedPersistentProperty<DatastorePersistentProperty>
        implements DatastorePersistentProperty {

    private final DatastoreMappingContext context;
    private final Lazy<String> storedName;
    private final Lazy<Boolean> indexed;
    private final Lazy<Boolean> parent = Lazy.of(() -> isAnnotationPresent(Parent.class));
    private final Lazy<@Nullable Class<?>> referredType = Lazy.of(this::findReferredType);
    private final Lazy<Boolean> fetched = Lazy.of(
            () -> getReferredType() != null && (isAnnotationPresent(Fetch.class) || !holdsRefs(getTypeInformation())));
    private final Lazy<Boolean> namespace = Lazy.of(() -> isAnnotationPresent(Namespace.class));
    private final Lazy<Boolean> json =
            Lazy.of(() -> isAnnotationPresent(Json.class) || DatastoreSimpleTypes.isJson(getType()));
    private final Lazy<Boolean> extras = Lazy.of(() -> isAnnotationPresent(Extras.class));
    private final Lazy<@Nullable String> flattenedPrefix = Lazy.of(() -> {
        Embedded embedded = findAnnotation(Embedded.class);
        return embedded != null && embedded.flatten() ? embedded.prefix().replace("{field}", getStoredName()) : null;
    });

    BasicDatastorePersistentProperty(
            Property property,
            PersistentEntity<?, DatastorePersistentProperty> owner,
            SimpleTypeHolder simpleTypes,
            DatastoreMappingContext context) {
        super(property, owner, simpleTypes);
        this.context = context;
        storedName = Lazy.of(() -> {
            Field field = findAnnotation(Field.class);
            return field != null && !field.name().isEmpty()
                    ? field.name()
                    : context.fieldNamingStrategy().getFieldName(this);
        });
        indexed = Lazy.of(() -> !isAnnotationPresent(Unindexed.class)
                && (isAnnotationPresent(Indexed.class)
                        || !isJson() && !AnnotatedElementUtils.hasAnnotation(owner.getType(), Unindexed.class))
                && !holdsByteArrays(getTypeInformation()));
    }

    private static boolean holdsByteArrays(TypeInformation<?> type) {
        if (type.getType() == byte[].class) {
            return true;
        }
        TypeInformation<?> element = element(type);
        return element != null && holdsByteArrays(element);
    }

    /** What a map, a collection or an optional holds. Other types may be iterable too, of themselves even, and are values. */
    private static @Nullable TypeInformation<?> element(TypeInformation<?> type) {
        if (type.isMap()) {
            return type.getMapValueType();
        }
        return type.isCollectionLike() || type.getType() == Optional.class ? type.getComponentType() : null;
    }

    @Override
    public String getStoredName() {
        return storedName.get();
    }

    @Override
    public boolean isIndexed() {
        return indexed.get();
    }

    @Override
    public boolean isParentProperty() {
        return parent.get();
    }

    private @Nullable Class<?> findReferredType() {
        TypeInformation<?> content = getTypeInformation();
        while (content.getType() != Ref.class
                && (content.isMap() || content.isCollectionLike() || content.getType() == Optional.class)) {
            TypeInformation<?> inner = content.isMap() ? content.getMapValueType() : content.getComponentType();
            if (inner == null || inner == content) {
                return null;
            }
            content = inner;
        }
        if (content.getType() == Ref.class) {
            List<TypeInformation<?>> arguments = content.getTypeArguments();
            return arguments.isEmpty() ? Object.class : arguments.get(0).getType();
        }
        boolean direct = isAnnotationPresent(Reference.class)
                || isAnnotationPresent(org.springframework.data.annotation.Reference.class)
                || (isParentProperty() && content.getType() != Key.class);
        return direct ? content.getType() : null;
    }

    @Override
    public @Nullable Class<?> getReferredType() {
        return referredType.getNullable();
    }

    @Override
    public @Nullable Class<?> getDescendantType() {
        return isAnnotationPresent(Descendants.class) ? getActualType() : null;
    }

    @Override
    public Set<Cascade> getCascades() {
        Set<Cascade> cascades = EnumSet.noneOf(Cascade.class);
        Reference reference = findAnnotation(Reference.class);
        if (reference != null) {
            cascades.addAll(List.of(reference.cascade()));
        }
        Descendants descendants = findAnnotation(Descendants.class);
        if (descendants != null) {
            cascades.addAll(List.of(descendants.cascade()));
        }
        return cascades;
    }

    private boolean isReadEagerly() {
        Descendants descendants = findAnnotation(Descendants.class);
        return descendants == null
                ? getReferredType() != null && (isAnnotationPresent(Fetch.class) || !holdsRefs(getTypeInformation()))
                : descendants.fetch() == Descendants.Loading.EAGER;
    }

    @Override
    public boolean isFetched() {
        return fetched.get();
    }

    @Override
    public Reference.Dangling getDangling() {
        Reference reference = findAnnotation(Reference.class);
        return reference == null ? Reference.Dangling.NULL : reference.dangling();
    }

    private static boolean holdsRefs(TypeInformation<?> type) {
        TypeInformation<?> inner = element(type);
        return type.getType() == Ref.class || (inner != null && holdsRefs(inner));
    }

    @Override
    public boolean isNamespaceProperty() {
        return namespace.get();
    }

    @Override
    public GeneratedId.@Nullable Strategy getIdStrategy() {
        GeneratedId generated = findAnnotation(GeneratedId.class);
        return generated == null ? null : generated.value();
    }

    @Override
    public Field.Nulls getNulls() {
        Field field = findAnnotation(Field.class);
        return field == null || field.nulls() == Field.Nulls.DEFAULT ? context.nulls() : field.nulls();
    }

    @Override
    public Field.Reading getReading() {
        Field field = findAnnotation(Field.class);
        return field == null || field.reading() == Field.Reading.DEFAULT ? context.reading() : field.reading();
    }

    @Override
    public boolean isJson() {
        return json.get();
    }

    /** Whether its fields are none of the mapping's business. */
    private boolean isOpaque() {
        return isAnnotationPresent(Json.class) || isAnnotationPresent(ValueConverter.class);
    }

    @Override
    public boolean isEntity() {
        return !isOpaque() && super.isEntity();
    }

    @Override
    public Iterable<? extends TypeInformation<?>> getPersistentEntityTypeInformation() {
        return isOpaque() ? List.of() : super.getPersistentEntityTypeInformation();
    }

    @Override
    @SuppressWarnings("unchecked") // The annotation is on a field of the type that the condition takes.
    public @Nullable IndexCondition<Object> getIndexCondition() {
        Indexed annotation = findAnnotation(Indexed.class);
        return annotation == null || annotation.when() == IndexCondition.Always.class
                ? null
                : (IndexCondition<Object>) BeanUtils.instantiateClass(annotation.when());
    }

    @Override
    public List<String> getFormerNames() {
        AlsoKnownAs former = findAnnotation(AlsoKnownAs.class);
        return former == null ? List.of() : List.of(former.value());
    }

    @Override
    public boolean isInsertOnly() {
        return isAnnotationPresent(InsertOnly.class);
    }

    @Override
    public boolean isExtras() {
        return extras.get();
    }

    @Override
    public @Nullable String getFlattenedPrefix() {
        return flattenedPrefix.getNullable();
    }

    @Override
    protected Association<DatastorePersistentProperty> createAssociation() {
        return new Association<>(this, null);
    }
}
