package dev.kindred.datastore.spring.data.mapping;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.mapping.context.InvalidPersistentPropertyPath;

/** Finds what is to be unique, and refuses what could not be told by an index. */
final class UniqueConstraints {

    private final DatastoreMappingContext context;

    UniqueConstraints(DatastoreMappingContext context) {
        this.context = context;
    }

    List<UniqueConstraint> all() {
        Set<UniqueConstraint> all = new LinkedHashSet<>();
        for (DatastorePersistentEntity<?> entity : context.getPersistentEntities()) {
            for (DatastorePersistentProperty property : entity) {
                if (!property.isTransient() && property.isAnnotationPresent(Unique.class)) {
                    all.add(of(entity, property.getName()));
                }
            }
            for (Unique declared : AnnotatedElementUtils.findMergedRepeatableAnnotations(
                    entity.getType(), Unique.class, Uniques.class)) {
                all.add(of(entity, declared.value()));
            }
        }
        return List.copyOf(all);
    }

    private UniqueConstraint of(DatastorePersistentEntity<?> entity, String... paths) {
        try {
            if (paths.length == 0) {
                throw new IllegalArgumentException("On a type it must say which properties are unique together.");
            }
            if (!entity.hasIdProperty() && entity.getHierarchy() == null) {
                throw new IllegalArgumentException(
                        "The type is no entity but a value within one; mark the type of the entity, with the path of the property.");
            }
            return new UniqueConstraint(
                    entity.getKind(),
                    Arrays.stream(paths)
                            .map(path -> name(entity, path, paths.length > 1))
                            .toList());
        } catch (InvalidPersistentPropertyPath | IllegalArgumentException e) {
            throw new MappingException(
                    "@Unique(" + String.join(", ", paths) + ") on "
                            + entity.getType().getSimpleName() + " cannot hold: " + e.getMessage(),
                    e);
        }
    }

    private String name(DatastorePersistentEntity<?> entity, String dotted, boolean combined) {
        PersistentPropertyPath<DatastorePersistentProperty> path =
                context.getPersistentPropertyPath(dotted, entity.getType());
        for (DatastorePersistentProperty property : path) {
            String field = "Field \"" + property.getName() + "\" of "
                    + property.getOwner().getType().getSimpleName() + " ";
            if (!property.isIndexed()) {
                throw new IllegalArgumentException(
                        field + "is not indexed, and it is the index that tells; take @Unindexed off.");
            }
            if (property.isMap() || combined && property.isCollectionLike() && property.getReferredType() == null) {
                throw new IllegalArgumentException(
                        field + "holds several values; only a list may be unique by itself, element by element.");
            }
        }
        DatastorePersistentProperty leaf = path.getLeafProperty();
        boolean inKey =
                path.getLength() == 1 && (leaf.isIdProperty() || leaf.isParentProperty() || leaf.isNamespaceProperty());
        if (inKey || leaf.isExtras() || leaf.getDescendantType() != null) {
            throw new IllegalArgumentException("Field \"" + leaf.getName()
                    + "\" is no property of its own; what is part of the key is unique by the key.");
        }
        if (leaf.isEntity() && leaf.getReferredType() == null) {
            throw new IllegalArgumentException("Field \"" + leaf.getName()
                    + "\" is an object with fields of its own; name one of them, or several.");
        }
        return StoredPaths.name(path);
    }
}
