package dev.kindred.datastore.spring.data.repository.support;

import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.core.EntityInformation;
import org.springframework.util.ClassUtils;

/** What Spring Data asks of an entity, answered by its own type: a base need not have an id of its own. */
final class DatastoreEntityInformation<T, ID> implements EntityInformation<T, ID> {

    private final DatastoreMappingContext context;
    private final Class<T> type;
    private final Class<ID> idType;

    private DatastoreEntityInformation(DatastoreMappingContext context, Class<T> type, Class<ID> idType) {
        this.context = context;
        this.type = type;
        this.idType = idType;
    }

    static <T, ID> DatastoreEntityInformation<T, ID> of(
            DatastoreMappingContext context, Class<T> type, Class<ID> idType) {
        context.getRequiredPersistentEntity(type);
        return new DatastoreEntityInformation<>(context, type, idType);
    }

    private DatastorePersistentEntity<?> entity(T entity) {
        return context.getRequiredPersistentEntity(ClassUtils.getUserClass(entity));
    }

    @Override
    public boolean isNew(T entity) {
        return entity(entity).isNew(entity);
    }

    @Override
    @SuppressWarnings("unchecked") // The repository declares its entities' ids.
    public @Nullable ID getId(T entity) {
        return (ID) entity(entity).getIdentifierAccessor(entity).getIdentifier();
    }

    @Override
    public Class<ID> getIdType() {
        return idType;
    }

    @Override
    public Class<T> getJavaType() {
        return type;
    }
}
