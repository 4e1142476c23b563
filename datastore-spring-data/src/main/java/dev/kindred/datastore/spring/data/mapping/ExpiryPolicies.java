package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.ExpiryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.MappingException;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** Finds what expires, and refuses what never could. */
final class ExpiryPolicies {

    private static final Set<Class<?>> TIMES = Set.of(Instant.class, Date.class);

    private ExpiryPolicies() {}

    static List<ExpiryPolicy> of(Iterable<DatastorePersistentEntity<?>> entities) {
        Set<ExpiryPolicy> policies = new LinkedHashSet<>();
        for (DatastorePersistentEntity<?> entity : entities) {
            for (DatastorePersistentProperty property : entity) {
                ExpireAt declared = property.isTransient() ? null : property.findAnnotation(ExpireAt.class);
                if (declared != null) {
                    policies.add(policy(entity, property, declared));
                }
            }
        }
        return List.copyOf(policies);
    }

    private static ExpiryPolicy policy(
            DatastorePersistentEntity<?> entity, DatastorePersistentProperty property, ExpireAt declared) {
        try {
            String problem = problem(entity, property);
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
            Duration after = declared.after().isEmpty()
                    ? Duration.ZERO
                    : DurationFormatterUtils.detectAndParse(declared.after());
            return new ExpiryPolicy(entity.getKind(), property.getStoredName(), after);
        } catch (IllegalArgumentException e) {
            throw new MappingException(
                    "@ExpireAt on field \"" + property.getName() + "\" of "
                            + entity.getType().getSimpleName() + " cannot be followed: " + e.getMessage(),
                    e);
        }
    }

    private static @Nullable String problem(DatastorePersistentEntity<?> entity, DatastorePersistentProperty property) {
        if (!TIMES.contains(property.getType())) {
            return "it is a " + property.getType().getTypeName()
                    + "; only an Instant or a Date is a time to expire at.";
        }
        if (!property.isIndexed()) {
            return "it is not indexed, and it is the index that tells who is due; take @Unindexed off.";
        }
        if (!entity.hasIdProperty() && entity.getHierarchy() == null) {
            return "the type is no entity but a value within one; put the time into the entity.";
        }
        return null;
    }
}
