package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The retention of one type. Which paths are written depends on the object: where a nested object is, its own properties; where null is, the whole. There are few such shapes, and
 * their masks are kept.
 */
final class PropertyRetention implements Retention {

    private static final int MOST_SHAPES = 64;

    private final EntityMapping<?> mapping;
    private final Codecs codecs;
    private final Unmapped unmapped;
    private final boolean keeps;
    private final Set<String> notOwned;
    private final boolean needsStored;
    private final Map<List<String>, PropertyMask> masks = new ConcurrentHashMap<>();

    PropertyRetention(EntityMapping<?> mapping, Codecs codecs) {
        this.mapping = mapping;
        this.codecs = codecs;
        this.unmapped = mapping.entity().getUnmapped();
        this.keeps = unmapped == Unmapped.KEEP && !mapping.hasExtras();
        this.notOwned = mapping.namesNotOwned();
        this.needsStored = mapping.hasInsertOnly()
                || (!mapping.hasExtras() && unmapped == Unmapped.FAIL)
                || (!keeps && !notOwned.isEmpty());
    }

    @Override
    public boolean needsStored() {
        return needsStored;
    }

    @Override
    public @Nullable PropertyMask mask(Entity written) {
        return keeps ? maskOf(written) : null;
    }

    private PropertyMask maskOf(Entity written) {
        List<String> paths = new ArrayList<>();
        mapping.addPathsWithoutKey(written.properties(), paths);
        addSiblings(written, paths);
        for (String name : written.properties().keySet()) {
            if (mapping.isUnmapped(name)) {
                paths.add(PropertyMask.escape(name)); // Not of a field: a callback has put it there.
            }
        }
        PropertyMask known = masks.get(paths);
        if (known == null) {
            known = PropertyMask.of(paths);
            if (masks.size() < MOST_SHAPES) {
                masks.put(paths, known);
            }
        }
        return known;
    }

    /** What another type of the hierarchy may have stored under the same key; nothing if the object is a base that does not say what it is. */
    private void addSiblings(Entity written, List<String> paths) {
        TypeHierarchy hierarchy = mapping.entity().getHierarchy();
        if (hierarchy == null || !written.properties().containsKey(hierarchy.property())) {
            return;
        }
        Set<String> names = new TreeSet<>();
        for (Class<?> type : hierarchy.types()) {
            names.addAll(codecs.mapping(type).writtenNames());
        }
        for (String name : names) {
            if (mapping.isUnmapped(name)) {
                paths.add(PropertyMask.escape(name));
            }
        }
    }

    @Override
    public Entity merge(Entity written, @Nullable Entity stored) {
        if (stored == null) {
            return written;
        }
        if (unmapped == Unmapped.FAIL) {
            refuseUnmapped(stored);
        }
        if (keeps) {
            return maskOf(written).merge(stored, written);
        }
        Map<String, Property> merged = new LinkedHashMap<>(written.properties());
        for (String name : notOwned) {
            merged.remove(name);
            Property property = stored.property(name);
            if (property != null) {
                merged.put(name, property);
            }
        }
        return Entity.stored(written.key(), merged, 0, 0);
    }

    private void refuseUnmapped(Entity stored) {
        try {
            mapping.refuseUnmapped(stored.properties(), true);
        } catch (ConversionProblem problem) {
            throw problem.toException(
                    "Cannot store " + mapping.entity().getType().getName() + " over " + stored.key(), "");
        }
    }
}
