package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Partition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.mapping.MappingException;

/** Which kinds are pinned to a namespace. Kinds are known late, since their names may be expressions, so they are put together when first asked for. */
final class Pins {

    private final List<BasicDatastorePersistentEntity<?>> pinned = new CopyOnWriteArrayList<>();
    private volatile Known known = new Known(0, Map.of());

    /** What is known of the first so many pinned types. */
    private record Known(int types, Map<String, BasicDatastorePersistentEntity<?>> byKind) {}

    static @Nullable String of(Class<?> type) {
        PinnedNamespace pin = AnnotatedElementUtils.getMergedAnnotation(type, PinnedNamespace.class);
        return pin == null ? null : pin.value();
    }

    void add(BasicDatastorePersistentEntity<?> entity) {
        if (of(entity.carrier()) != null) {
            pinned.add(entity);
        }
    }

    @Nullable
    String of(String kind) {
        if (pinned.isEmpty()) {
            return null;
        }
        Known current = known;
        if (current.types() != pinned.size()) {
            current = collect(List.copyOf(pinned));
            known = current;
        }
        BasicDatastorePersistentEntity<?> entity = current.byKind().get(kind);
        return entity == null ? null : of(entity.carrier());
    }

    private static Known collect(List<BasicDatastorePersistentEntity<?>> types) {
        Map<String, BasicDatastorePersistentEntity<?>> byKind = new HashMap<>();
        for (BasicDatastorePersistentEntity<?> type : types) {
            check(type.carrier());
            BasicDatastorePersistentEntity<?> other = byKind.putIfAbsent(type.getKind(), type);
            if (other != null && !Objects.equals(of(other.carrier()), of(type.carrier()))) {
                throw new MappingException("Kind \"" + type.getKind() + "\" is pinned to namespace \""
                        + of(other.carrier()) + "\" by " + other.carrier().getName() + " and to \""
                        + of(type.carrier()) + "\" by " + type.carrier().getName()
                        + "; a kind has one @PinnedNamespace.");
            }
        }
        return new Known(types.size(), byKind);
    }

    private static void check(Class<?> type) {
        try {
            Partition.DEFAULT.withNamespace(Objects.requireNonNull(of(type)));
        } catch (InvalidKeyException e) {
            throw new MappingException("The @PinnedNamespace of " + type.getName() + ": " + e.getMessage(), e);
        }
    }
}
