package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition with its operands, in two parts: an entity meets it if it meets both. Public for generated code alone.
 *
 * @param index what indexes answer; null if they do not narrow the entities at all
 * @param rest what is left to look at in the entities that the index gives; null if nothing
 */
public record Constraint(@Nullable Filter index, @Nullable Predicate<Entity> rest) {

    /** Met by everything. */
    static final Constraint NONE = new Constraint(null, null);

    static Constraint of(@Nullable Filter index) {
        return index == null ? NONE : new Constraint(index, null);
    }

    static Constraint rest(Predicate<Entity> rest) {
        return new Constraint(null, rest);
    }

    /**
     * What is met by those that meet all.
     *
     * @param constraints null for one that is left out
     * @return null if all are left out
     */
    public static @Nullable Constraint allOf(@Nullable Constraint... constraints) {
        List<Constraint> given = given(constraints);
        return given.isEmpty() ? null : all(given);
    }

    /**
     * What is met by those that meet one of several.
     *
     * @param alternatives null for one that had conditions and is left with none, which is no alternative any more
     * @return the condition; met by everything if there is no alternative
     */
    public static Constraint anyOf(@Nullable Constraint... alternatives) {
        List<Constraint> given = given(alternatives);
        return given.isEmpty() ? NONE : any(given);
    }

    private static List<Constraint> given(@Nullable Constraint[] constraints) {
        List<Constraint> given = new ArrayList<>();
        for (Constraint each : constraints) {
            if (each != null) {
                given.add(each);
            }
        }
        return given;
    }

    /** The query with what indexes answer of this. */
    Query filtered(Query query) {
        if (index == null) {
            return query;
        }
        Query filtered = query;
        for (Filter filter : index instanceof Filter.And and ? and.filters() : List.of(index)) {
            filtered = filtered.filter(filter);
        }
        return filtered;
    }

    static Constraint all(List<Constraint> constraints) {
        if (constraints.size() == 1) {
            return constraints.get(0);
        }
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
