package dev.kindred.datastore.spring.data.auditing;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.mapping.AccessOptions;
import org.springframework.data.mapping.AccessOptions.GetOptions;
import org.springframework.data.mapping.AccessOptions.GetOptions.GetNulls;
import org.springframework.data.mapping.AccessOptions.SetOptions;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.mapping.PersistentPropertyPathAccessor;

/**
 * Where a type has audited fields, in itself and in what is nested in it; those within lists and maps do not count, as with Spring Data's own handler.
 *
 * @param created the paths that say created
 * @param modified the paths that say modified
 * @param missing the paths of nested objects that are made if they are null, outer ones first
 * @param exist whether there are audited fields at all
 */
record AuditedPaths(
        List<PersistentPropertyPath<DatastorePersistentProperty>> created,
        List<PersistentPropertyPath<DatastorePersistentProperty>> modified,
        List<PersistentPropertyPath<DatastorePersistentProperty>> missing,
        boolean exist) {

    private static final GetOptions OR_NULL = AccessOptions.defaultGetOptions().withNullValues(GetNulls.EARLY_RETURN);
    private static final SetOptions IF_PRESENT =
            AccessOptions.defaultSetOptions().skipNulls();

    static AuditedPaths of(Class<?> type, DatastoreMappingContext context) {
        List<PersistentPropertyPath<DatastorePersistentProperty>> all = context.findPersistentPropertyPaths(
                        type, AuditedPaths::isAudited)
                .dropPathIfSegmentMatches(property -> property.isCollectionLike() || property.isMap())
                .toList();
        return new AuditedPaths(
                all.stream().filter(path -> saysCreated(path.getLeafProperty())).toList(),
                all.stream()
                        .filter(path -> saysModified(path.getLeafProperty()))
                        .toList(),
                all.stream()
                        .flatMap(AuditedPaths::parents)
                        .distinct()
                        .filter(path -> consistsOfAuditedFields(path.getLeafProperty(), context))
                        .sorted((one, other) -> Integer.compare(one.getLength(), other.getLength()))
                        .toList(),
                !all.isEmpty());
    }

    private static boolean saysCreated(DatastorePersistentProperty property) {
        return property.isAnnotationPresent(CreatedDate.class) || property.isAnnotationPresent(CreatedBy.class);
    }

    private static boolean saysModified(DatastorePersistentProperty property) {
        return property.isAnnotationPresent(LastModifiedDate.class)
                || property.isAnnotationPresent(LastModifiedBy.class);
    }

    private static boolean isAudited(DatastorePersistentProperty property) {
        return saysCreated(property) || saysModified(property);
    }

    private static Stream<PersistentPropertyPath<DatastorePersistentProperty>> parents(
            PersistentPropertyPath<DatastorePersistentProperty> path) {
        return Stream.iterate(
                path.getParentPath(),
                parent -> parent != null && !parent.isEmpty(),
                parent -> Objects.requireNonNull(parent).getParentPath());
    }

    private static boolean consistsOfAuditedFields(
            DatastorePersistentProperty nested, DatastoreMappingContext context) {
        DatastorePersistentEntity<?> entity = context.getPersistentEntity(nested);
        if (entity == null) {
            return false;
        }
        for (DatastorePersistentProperty property : entity) {
            if (!property.isTransient() && !isAudited(property)) {
                return false;
            }
        }
        return true;
    }

    boolean sayCreated() {
        return !created.isEmpty();
    }

    boolean areNested() {
        return !missing.isEmpty();
    }

    /** The object of {@code target} with what that of {@code stored} says of its creation, as far as it says anything. */
    <T> T keepCreation(PersistentPropertyPathAccessor<T> stored, PersistentPropertyPathAccessor<T> target) {
        for (PersistentPropertyPath<DatastorePersistentProperty> path : created) {
            Object value = stored.getProperty(path, OR_NULL);
            if (value != null && !Objects.equals(value, target.getProperty(path, OR_NULL))) {
                target.setProperty(path, value, IF_PRESENT);
            }
        }
        return target.getBean();
    }

    /** What an object says of its modification. */
    Map<PersistentPropertyPath<DatastorePersistentProperty>, Object> modification(
            PersistentPropertyPathAccessor<?> instance) {
        Map<PersistentPropertyPath<DatastorePersistentProperty>, Object> values = new LinkedHashMap<>();
        for (PersistentPropertyPath<DatastorePersistentProperty> path : modified) {
            Object value = instance.getProperty(path, OR_NULL);
            if (value != null) {
                values.put(path, value);
            }
        }
        return values;
    }

    /** The object with nested ones where they are null and have nothing but audited fields. */
    <T> T makeMissing(PersistentPropertyPathAccessor<T> target, DatastoreConverter converter) {
        for (PersistentPropertyPath<DatastorePersistentProperty> path : missing) {
            if (target.getProperty(path, OR_NULL) == null) {
                target.setProperty(path, empty(path.getLeafProperty().getType(), converter), IF_PRESENT);
            }
        }
        return target.getBean();
    }

    /** What reading would make of an entity that has no properties. */
    private static @Nullable Object empty(Class<?> type, DatastoreConverter converter) {
        return converter.read(type, Entity.builder(Key.of("none", 1)).build());
    }
}
