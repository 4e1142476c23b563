package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/**
 * Which references are loaded with the objects that hold them, beside those whose fields say so: all that the objects of one call refer to by one lookup, what those refer to
 * by the next. Immutable.
 */
public final class FetchPlan {

    /** What the fields say, and nothing more. */
    public static final FetchPlan NONE = new FetchPlan(Set.of(), null);

    private final Set<String> paths;
    private final @Nullable String origin;

    private FetchPlan(Set<String> paths, @Nullable String origin) {
        this.paths = paths;
        this.origin = origin;
    }

    /**
     * A plan.
     *
     * @param paths fields that are references, dots between the steps, through nested objects and other references: {@code "items.product.maker"}
     * @return the plan
     */
    public static FetchPlan of(String... paths) {
        return paths.length == 0 ? NONE : new FetchPlan(new LinkedHashSet<>(Arrays.asList(paths)), null);
    }

    /**
     * Names who asks, for the warning about references that are loaded one by one.
     *
     * @param name such as a repository's method
     * @return a plan with the same paths
     */
    public FetchPlan askedBy(String name) {
        return new FetchPlan(paths, name);
    }

    @Nullable
    String origin() {
        return origin;
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** Whether a reference at a path is to be loaded. */
    boolean includes(String path) {
        if (paths.contains(path)) {
            return true;
        }
        String through = path + ".";
        return paths.stream().anyMatch(each -> each.startsWith(through));
    }

    /** What is to be loaded of the objects at a path. */
    FetchPlan below(String path) {
        String through = path + ".";
        Set<String> below = new LinkedHashSet<>();
        for (String each : paths) {
            if (each.startsWith(through)) {
                below.add(each.substring(through.length()));
            }
        }
        return below.isEmpty() ? NONE : new FetchPlan(below, null);
    }

    /**
     * Refuses paths that lead to no reference.
     *
     * @param type the type that the paths begin at
     * @param context knows the types
     * @throws InvalidDataAccessApiUsageException if there are any; the message says which, and why
     */
    public void verify(Class<?> type, DatastoreMappingContext context) {
        List<String> problems = new ArrayList<>();
        for (String path : paths) {
            String problem = problem(path, type, context);
            if (problem != null) {
                problems.add("cannot fetch \"" + path + "\": " + problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDataAccessApiUsageException(String.join("; ", problems));
        }
    }

    private static @Nullable String problem(String path, Class<?> type, DatastoreMappingContext context) {
        Class<?> owner = type;
        DatastorePersistentProperty property = null;
        for (String step : path.split("\\.", -1)) {
            property = find(step, owner, context);
            if (property == null) {
                return owner.getSimpleName() + " has no field \"" + step + "\"";
            }
            Class<?> referred = property.getReferredType();
            owner = referred == null ? property.getActualType() : referred;
        }
        if (property != null && property.getDescendantType() != null) {
            return "field \"" + property.getName()
                    + "\" stands for descendants, which are read by @Descendants(fetch = EAGER) or when they are used";
        }
        return property != null && property.getReferredType() == null
                ? "field \"" + property.getName() + "\" is no reference; declare it as Ref<"
                        + property.getActualType().getSimpleName() + ">"
                : null;
    }

    private static @Nullable DatastorePersistentProperty find(
            String name, Class<?> owner, DatastoreMappingContext context) {
        DatastorePersistentEntity<?> entity = context.getPersistentEntity(owner);
        if (entity == null) {
            return null;
        }
        DatastorePersistentProperty property = entity.getPersistentProperty(name);
        TypeHierarchy hierarchy = entity.getHierarchy();
        if (property == null && hierarchy != null) {
            for (Class<?> subtype : hierarchy.types()) {
                if (property == null && owner != subtype && owner.isAssignableFrom(subtype)) {
                    property = context.getRequiredPersistentEntity(subtype).getPersistentProperty(name);
                }
            }
        }
        return property;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FetchPlan that && paths.equals(that.paths);
    }

    @Override
    public int hashCode() {
        return paths.hashCode();
    }

    /** The paths, for people and logs. */
    @Override
    public String toString() {
        return paths.toString();
    }
}
