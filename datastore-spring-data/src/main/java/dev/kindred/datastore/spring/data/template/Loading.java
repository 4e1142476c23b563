package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.References;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.data.mapping.MappingException;

/**
 * Makes objects of the entities of one call, and gives them what they refer to.
 *
 * <p>First it goes through the entities as they are stored, level by level: the keys that the results refer to and that are to be loaded with them, then the keys that those entities refer
 * to, until there is nothing new. Each level is one lookup. Then it makes the objects, each entity once, so that all that refer to it get one object; a circle of {@code Ref}s closes
 * by itself. What is left for later keeps this object as its loader, and finds what is here already.
 *
 * <p>Safe for all threads, since references are handed about.
 */
final class Loading implements References {

    private final DatastoreTemplate template;
    private final DatastoreConverter converter;
    private final SingleLookups.Counter lookups;
    /** What was looked up, perhaps in vain. */
    private final Map<Key, Optional<Entity>> entities = new HashMap<>();

    private final Map<Key, Object> objects = new HashMap<>();
    private final Set<Key> underWay = new LinkedHashSet<>();
    private final Deque<Runnable> fetched = new ArrayDeque<>();
    private boolean draining;

    Loading(DatastoreTemplate template, SingleLookups.Counter lookups) {
        this.template = template;
        this.converter = template.getConverter();
        this.lookups = lookups;
    }

    /** A key that is to be looked into, and what for. */
    private record Step(Key key, Class<?> type, FetchPlan plan) {}

    synchronized <T> List<T> read(Class<T> type, Collection<Entity> roots, FetchPlan plan) {
        List<Step> steps = new ArrayList<>(roots.size());
        for (Entity root : roots) {
            entities.put(root.key(), Optional.of(root));
            steps.add(new Step(root.key(), type, plan));
        }
        fetch(steps);
        List<T> read = new ArrayList<>(roots.size());
        for (Entity root : roots) {
            read.add(object(type, root));
        }
        loadFetched();
        return read;
    }

    /** Level by level; the first is here already. */
    private void fetch(List<Step> roots) {
        Set<Step> seen = new HashSet<>(roots);
        List<Step> level = roots;
        while (!level.isEmpty()) {
            lookUp(level);
            List<Step> next = new ArrayList<>();
            for (Step step : level) {
                Entity entity =
                        entities.getOrDefault(step.key(), Optional.empty()).orElse(null);
                if (entity != null && converter.refers(step.type())) {
                    converter.visitReferences(step.type(), entity, (path, field, key, type) -> {
                        Step further = new Step(key, type, step.plan().below(path));
                        if ((field.isFetched() || step.plan().includes(path)) && seen.add(further)) {
                            next.add(further);
                        }
                    });
                }
            }
            level = next;
        }
    }

    private void lookUp(List<Step> level) {
        Set<Key> missing = new LinkedHashSet<>();
        for (Step step : level) {
            if (!entities.containsKey(step.key())) {
                missing.add(step.key());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        List<@Nullable Entity> found = template.execute(operations -> operations.findAll(missing));
        int i = 0;
        for (Key key : missing) {
            entities.put(key, Optional.ofNullable(found.get(i++)));
        }
    }

    /** Loading one may add others, which are for whoever is at it already. */
    private void loadFetched() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            for (Runnable next = fetched.poll(); next != null; next = fetched.poll()) {
                next.run();
            }
        } finally {
            draining = false;
        }
    }

    private <T> T object(Class<T> type, Entity entity) {
        Object known = objects.get(entity.key());
        if (type.isInstance(known)) {
            return type.cast(known);
        }
        if (!underWay.add(entity.key())) {
            throw new MappingException("Cannot read " + entity.key() + " as " + type.getName()
                    + ": it is referred to, without a Ref, by what it refers to itself, " + underWay
                    + ". Declare one of the fields as Ref<…>.");
        }
        try {
            T object = template.convert(type, entity, this);
            objects.put(entity.key(), object);
            return object;
        } finally {
            underWay.remove(entity.key());
        }
    }

    @Override
    public synchronized <T> Ref<T> ref(DatastorePersistentProperty field, Key key, Class<T> type) {
        Ref<T> ref = Ref.lazy(key, missing -> load(field, missing, type));
        if (entities.containsKey(key)) {
            fetched.add(ref::get);
        }
        return ref;
    }

    private synchronized <T> @Nullable T load(DatastorePersistentProperty field, Key key, Class<T> type) {
        if (!entities.containsKey(key)) {
            lookups.count(field);
            fetch(List.of(new Step(key, type, FetchPlan.NONE)));
        }
        T loaded = object(field, key, type);
        if (underWay.isEmpty()) {
            loadFetched();
        }
        return loaded;
    }

    @Override
    public synchronized <T> @Nullable T object(DatastorePersistentProperty field, Key key, Class<T> type) {
        Entity entity = entities.getOrDefault(key, Optional.empty()).orElse(null);
        if (entity != null) {
            return object(type, entity);
        }
        if (field.getDangling() == Reference.Dangling.FAIL) {
            throw new DataRetrievalFailureException(
                    "There is no entity " + key + ", which field \"" + field.getName() + "\" of "
                            + field.getOwner().getType().getName()
                            + " refers to. Take the reference away, or let it be null with @Reference(dangling = NULL).");
        }
        return null;
    }

    @Override
    public synchronized <T> List<T> descendants(DatastorePersistentProperty field, Key owner, Class<T> type) {
        LazyList<T> list = new LazyList<>(() -> findDescendants(field, owner, type));
        if (field.isFetched()) {
            fetched.add(list::load);
        }
        return list;
    }

    private synchronized <T> List<T> findDescendants(DatastorePersistentProperty field, Key owner, Class<T> type) {
        if (!field.isFetched()) {
            lookups.count(field);
        }
        List<Entity> found = new ArrayList<>();
        for (Entity entity : template.execute(operations ->
                operations.run(template.query(type).toQuery().ancestor(owner)).toList())) {
            if (!entity.key().equals(owner)) {
                found.add(entity);
            }
        }
        return read(type, found, FetchPlan.NONE);
    }
}
