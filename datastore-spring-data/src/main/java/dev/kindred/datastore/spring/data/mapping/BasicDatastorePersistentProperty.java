package dev.kindred.datastore.spring.data.mapping;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.Association;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.model.AnnotationBasedPersistentProperty;
import org.springframework.data.mapping.model.FieldNamingStrategy;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.util.Lazy;

final class BasicDatastorePersistentProperty extends AnnotationBasedPersistentProperty<DatastorePersistentProperty>
        implements DatastorePersistentProperty {

    private final Lazy<String> storedName;
    private final Lazy<Boolean> indexed;
    private final Lazy<Boolean> parent = Lazy.of(() -> isAnnotationPresent(Parent.class));

    BasicDatastorePersistentProperty(
            Property property,
            PersistentEntity<?, DatastorePersistentProperty> owner,
            SimpleTypeHolder simpleTypes,
            FieldNamingStrategy naming) {
        super(property, owner, simpleTypes);
        storedName = Lazy.of(() -> {
            Field field = findAnnotation(Field.class);
            return field != null && !field.name().isEmpty() ? field.name() : naming.getFieldName(this);
        });
        indexed = Lazy.of(() -> !isAnnotationPresent(Unindexed.class)
                && !AnnotatedElementUtils.hasAnnotation(owner.getType(), Unindexed.class)
                && !holdsByteArrays(getTypeInformation()));
    }

    private static boolean holdsByteArrays(TypeInformation<?> type) {
        if (type.getType() == byte[].class) {
            return true;
        }
        TypeInformation<?> element = type.isMap() ? type.getMapValueType() : type.getComponentType();
        return element != null && element != type && holdsByteArrays(element);
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

    @Override
    public Field.Nulls getNulls() {
        Field field = findAnnotation(Field.class);
        return field == null ? Field.Nulls.WRITE : field.nulls();
    }

    @Override
    protected Association<DatastorePersistentProperty> createAssociation() {
        return new Association<>(this, null);
    }
}
