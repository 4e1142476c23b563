package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Cascade;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.util.ClassUtils;

/**
 * Saves and deletes other entities along, where fields ask for it: what is referred to goes before the object that refers to it, since it needs its key; descendants come
 * behind, since they need the object's. All in one transaction. Types without such fields take no part.
 */
final class Cascading {

    private final DatastoreTemplate template;
    private final Map<Class<?>, List<DatastorePersistentProperty>> fields = new ConcurrentHashMap<>();
    /** What this thread is saving along: circles end here. */
    private final ThreadLocal<Set<Object>> underWay =
            ThreadLocal.withInitial(() -> Collections.newSetFromMap(new IdentityHashMap<>()));

    Cascading(DatastoreTemplate template) {
        this.template = template;
    }

    private DatastorePersistentEntity<?> entity(Object instance) {
        return template.getConverter()
                .getMappingContext()
                .getRequiredPersistentEntity(ClassUtils.getUserClass(instance));
    }

    /** The fields of a type that ask for something. */
    private List<DatastorePersistentProperty> fields(Class<?> type, Cascade cascade) {
        List<DatastorePersistentProperty> all = fields.computeIfAbsent(type, examined -> {
            List<DatastorePersistentProperty> found = new ArrayList<>();
            for (DatastorePersistentProperty property :
                    template.getConverter().getMappingContext().getRequiredPersistentEntity(examined)) {
                if (!property.getCascades().isEmpty()) {
                    found.add(property);
                }
            }
            return found;
        });
        return all.isEmpty()
                ? all
                : all.stream()
                        .filter(property -> property.getCascades().contains(cascade))
                        .toList();
    }

    private boolean concerns(Object instance, Cascade cascade) {
        return !fields(ClassUtils.getUserClass(instance), cascade).isEmpty();
    }

    <T> List<T> save(Iterable<? extends T> instances, Function<Iterable<? extends T>, List<T>> write) {
        List<T> all = new ArrayList<>();
        instances.forEach(all::add);
        if (all.stream().noneMatch(instance -> concerns(instance, Cascade.SAVE))) {
            return write.apply(all);
        }
        return template.performTransaction(transaction -> {
            List<T> before = new ArrayList<>(all.size());
            Set<Object> entered = underWay.get();
            List<Object> own =
                    all.stream().<Object>map(each -> each).filter(entered::add).toList();
            try {
                for (T instance : all) {
                    before.add(withSavedReferences(instance));
                }
                List<T> saved = new ArrayList<>();
                for (T instance : write.apply(before)) {
                    saved.add(withSavedDescendants(instance));
                }
                return saved;
            } finally {
                own.forEach(entered::remove);
            }
        });
    }

    private <T> T withSavedReferences(T instance) {
        PersistentPropertyAccessor<T> accessor = entity(instance).getPropertyAccessor(instance);
        for (DatastorePersistentProperty property : fields(ClassUtils.getUserClass(instance), Cascade.SAVE)) {
            if (property.getReferredType() != null) {
                Object value = accessor.getProperty(property);
                Object saved = saved(value);
                if (saved != value) {
                    accessor.setProperty(property, saved);
                }
            }
        }
        return accessor.getBean();
    }

    /** What is to stand in place of a value: the same if nothing was saved. */
    private @Nullable Object saved(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> elements = new ArrayList<>();
            boolean changed = false;
            for (Object element : collection) {
                Object saved = saved(element);
                changed |= saved != element;
                elements.add(saved);
            }
            if (!changed) {
                return value;
            }
            return value instanceof Set ? new LinkedHashSet<>(elements) : elements;
        }
        if (value instanceof Ref<?> ref) {
            Object object = ref.isLoaded() ? ref.get() : null;
            if (object == null || underWay.get().contains(object)) {
                return ref;
            }
            return template.ref(template.save(object));
        }
        return value == null || underWay.get().contains(value) ? value : template.save(value);
    }

    private <T> T withSavedDescendants(T owner) {
        PersistentPropertyAccessor<T> accessor = entity(owner).getPropertyAccessor(owner);
        for (DatastorePersistentProperty property : fields(ClassUtils.getUserClass(owner), Cascade.SAVE)) {
            Object value = accessor.getProperty(property);
            boolean untouched = value instanceof LazyList<?> lazy && !lazy.isLoaded();
            if (property.getDescendantType() != null && value instanceof Iterable<?> children && !untouched) {
                Key key = template.getKey(accessor.getBean());
                List<Object> below = new ArrayList<>();
                children.forEach(
                        child -> below.add(withParent(Objects.requireNonNull(child), key, accessor.getBean())));
                accessor.setProperty(property, new ArrayList<>(template.saveAll(below)));
            }
        }
        return accessor.getBean();
    }

    private Object withParent(Object child, Key parent, Object owner) {
        DatastorePersistentProperty property = entity(child).getParentProperty();
        if (property == null) {
            throw new InvalidDataAccessApiUsageException("Cannot save a "
                    + child.getClass().getName() + " below " + parent
                    + ", since it has no @Parent; add one, or save it by itself.");
        }
        PersistentPropertyAccessor<Object> accessor = entity(child).getPropertyAccessor(child);
        if (accessor.getProperty(property) == null) {
            Object value = property.getType() == Key.class
                    ? parent
                    : property.getType() == Ref.class ? Ref.of(parent, owner) : owner;
            accessor.setProperty(property, value);
        }
        return accessor.getBean();
    }

    /** Whether objects of a type take others with them, so that its ids do not suffice for a deletion. */
    boolean deletes(Class<?> type) {
        TypeHierarchy hierarchy = template.getConverter()
                .getMappingContext()
                .getRequiredPersistentEntity(type)
                .getHierarchy();
        return !fields(type, Cascade.DELETE).isEmpty()
                || hierarchy != null
                        && hierarchy.types().stream()
                                .anyMatch(subtype -> type.isAssignableFrom(subtype)
                                        && !fields(subtype, Cascade.DELETE).isEmpty());
    }

    void delete(Iterable<?> instances, Runnable deletion) {
        List<Object> all = new ArrayList<>();
        instances.forEach(all::add);
        if (all.stream().noneMatch(instance -> concerns(instance, Cascade.DELETE))) {
            deletion.run();
            return;
        }
        template.performTransaction(transaction -> {
            deletion.run();
            all.forEach(this::deleteOthers);
            return true;
        });
    }

    private void deleteOthers(Object instance) {
        PersistentPropertyAccessor<Object> accessor = entity(instance).getPropertyAccessor(instance);
        for (DatastorePersistentProperty property : fields(ClassUtils.getUserClass(instance), Cascade.DELETE)) {
            Class<?> descendants = property.getDescendantType();
            Class<?> referred = property.getReferredType();
            if (descendants != null) {
                Key owner = template.getKey(instance);
                List<Key> keys = template
                        .keys(template.query(descendants).toQuery().ancestor(owner))
                        .stream()
                        .filter(key -> !key.equals(owner))
                        .toList();
                template.deleteAllById(keys, descendants);
            } else if (referred != null) {
                Set<Key> keys = new LinkedHashSet<>();
                addKeys(accessor.getProperty(property), keys);
                template.deleteAllById(keys, referred);
            }
        }
    }

    private void addKeys(@Nullable Object value, Set<Key> keys) {
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> addKeys(element, keys));
        } else if (value instanceof Ref<?> ref) {
            keys.add(ref.key(object -> template.getKey(Objects.requireNonNull(object))));
        } else if (value != null) {
            keys.add(template.getKey(value));
        }
    }
}
