package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.data.auditing.AuditingHandler;
import org.springframework.data.domain.Auditable;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.mapping.PersistentPropertyPathAccessor;
import org.springframework.util.ClassUtils;

/** Auditing by Spring Data's handler, which knows the annotations; what is stored and what is missing are our own concern. */
final class MappingEntityAuditing implements EntityAuditing {

    private final DatastoreConverter converter;
    private final AuditingHandler handler;
    private final Map<Class<?>, AuditedPaths> paths = new ConcurrentHashMap<>();

    MappingEntityAuditing(DatastoreConverter converter, AuditingHandler handler) {
        this.converter = converter;
        this.handler = handler;
    }

    @Override
    public Scope scope(Class<?> type) {
        AuditedPaths audited = paths(type);
        if (audited.sayCreated()) {
            return Scope.CREATION;
        }
        return audited.exist() || Auditable.class.isAssignableFrom(type) ? Scope.MODIFICATION : Scope.NONE;
    }

    @Override
    public <T> T created(T instance) {
        return handler.markCreated(complete(instance));
    }

    @Override
    public <T> T modified(T instance, @Nullable T stored) {
        T complete = complete(instance);
        if (stored != null) {
            AuditedPaths audited = paths(ClassUtils.getUserClass(complete));
            complete = audited.keepCreation(accessor(stored), accessor(complete));
        }
        return handler.markModified(complete);
    }

    @Override
    public Map<PersistentPropertyPath<DatastorePersistentProperty>, Object> modification(Object instance) {
        return paths(ClassUtils.getUserClass(instance)).modification(accessor(modified(instance, null)));
    }

    private <T> T complete(T instance) {
        AuditedPaths audited = paths(ClassUtils.getUserClass(instance));
        return audited.areNested() ? audited.makeMissing(accessor(instance), converter) : instance;
    }

    private AuditedPaths paths(Class<?> type) {
        return paths.computeIfAbsent(type, unknown -> AuditedPaths.of(unknown, converter.getMappingContext()));
    }

    private <T> PersistentPropertyPathAccessor<T> accessor(T instance) {
        return converter
                .getMappingContext()
                .getRequiredPersistentEntity(ClassUtils.getUserClass(instance))
                .getPropertyPathAccessor(instance);
    }
}
