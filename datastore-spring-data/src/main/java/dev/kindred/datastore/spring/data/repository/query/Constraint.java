package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition with its operands, in two parts: an entity meets it if it meets both.
 *
 * @param index what indexes answer; null if they do not narrow the entities at all
 * @param rest what is left to look at in the entities that the index gives; null if nothing
 */
record Constraint(@Nullable Filter index, @Nullable Predicate<Entity> rest) {

    /** Met by everything. */
    static final Constraint NONE = new Constraint(null, null);

    static Constraint of(@Nullable Filter index) {
        return index == null ? NONE : new Constraint(index, null);
    }

    static Constraint rest(Predicate<Entity> rest) {
        return new Constraint(null, rest);
    }

    static Constraint all(List<Constraint> constraints) {
        List<Filter> filters = new ArrayList<>();
        Predicate<Entity> rest = null;
        for (Constraint each : constraints) {
            if (each.index() != null) {
                filters.add(each.index());
            }
            if (each.rest() != null) {
                rest = rest == null ? each.rest() : rest.and(each.rest());
            }
        }
        Filter index = filters.isEmpty() ? null : filters.size() == 1 ? filters.get(0) : new Filter.And(filters);
        return new Constraint(index, rest);
    }

    /** @param constraints at least one */
    static Constraint any(List<Constraint> constraints) {
        if (constraints.size() == 1) {
            return constraints.get(0);
        }
        if (constraints.contains(NONE)) {
            return NONE;
        }
        List<Filter> filters = constraints.stream()
                .map(Constraint::index)
                .filter(Objects::nonNull)
                .toList();
        Filter index = filters.size() == constraints.size() ? new Filter.Or(filters) : null;
        boolean answered = constraints.stream().allMatch(each -> each.rest() == null);
        return new Constraint(
                index, answered ? null : entity -> constraints.stream().anyMatch(each -> each.isMetBy(entity)));
    }

    private boolean isMetBy(Entity entity) {
        return (index == null || FilterMatch.matches(index, entity)) && (rest == null || rest.test(entity));
    }
}
