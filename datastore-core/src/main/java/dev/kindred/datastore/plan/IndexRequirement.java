package dev.kindred.datastore.plan;

import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexDefinition.Scope;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The composite index that App Engine demands for one conjunction of a query. Its rule: equalities alone, or one order or range alone, are served by built-in
 * indexes; anything more needs an index of the properties with equalities, in any order, followed by exactly the orders and ranges, followed by what else is
 * projected, in any order and direction.
 *
 * <p>Where the query does what App Engine refuses, it is continued in its spirit: further properties with ranges follow the orders.
 *
 * @param kind the kind
 * @param scope whether there is an ancestor
 * @param prefix the properties with equalities
 * @param ordered orders and ranges
 * @param projected what is projected besides
 */
record IndexRequirement(
        String kind, Scope scope, SortedSet<String> prefix, List<Order> ordered, SortedSet<String> projected) {

    /**
     * The requirements of a query.
     *
     * @return one for each conjunction that has one, each once
     */
    static List<IndexRequirement> of(NormalQuery query) {
        Set<IndexRequirement> requirements = new LinkedHashSet<>();
        for (Conjunction conjunction : query.disjuncts()) {
            IndexRequirement requirement = of(query, conjunction);
            if (requirement != null) {
                requirements.add(requirement);
            }
        }
        return List.copyOf(requirements);
    }

    /** What a conjunction needs; null if the built-in indexes are enough. */
    static @Nullable IndexRequirement of(NormalQuery query, Conjunction conjunction) {
        if (query.kind() == null || conjunction.equalities().containsKey(Query.KEY)) {
            return null;
        }
        List<Order> ordered = ordered(query.query(), conjunction);
        SortedSet<String> projected = new TreeSet<>(query.query().projection());
        projected.addAll(query.query().distinctOn());
        ordered.forEach(order -> projected.remove(order.property()));
        SortedSet<String> prefix = new TreeSet<>(conjunction.equalities().keySet());
        projected.removeIf(property -> prefix.contains(property));
        boolean alone = query.ancestor() == null
                && prefix.isEmpty()
                && ordered.size() + projected.size() == 1
                && !ordered.contains(Order.descending(Query.KEY));
        return ordered.isEmpty() && projected.isEmpty() || alone
                ? null
                : new IndexRequirement(
                        query.kind(),
                        query.ancestor() == null ? Scope.KIND : Scope.ANCESTOR,
                        prefix,
                        ordered,
                        projected);
    }

    private static List<Order> ordered(Query query, Conjunction conjunction) {
        List<Order> ordered = new ArrayList<>();
        boolean keyDescends = false;
        for (Order order : query.orders()) {
            if (order.property().equals(Query.KEY)) {
                keyDescends = order.isDescending();
                break;
            }
            if (conjunction.constant(order.property()) == null
                    && !names(ordered).contains(order.property())) {
                ordered.add(order);
            }
        }
        for (String property : new TreeSet<>(conjunction.ranges().keySet())) {
            boolean key = property.equals(Query.KEY);
            // A range of keys is free, but for a projection, whose rows would come by key then.
            boolean counts =
                    !key || query.orders().isEmpty() && !query.projection().isEmpty();
            if (counts && !names(ordered).contains(property)) {
                ordered.add(Order.ascending(property));
            }
        }
        if (keyDescends) {
            ordered.add(Order.descending(Query.KEY));
        }
        return ordered;
    }

    private static List<String> names(List<Order> orders) {
        return orders.stream().map(Order::property).toList();
    }

    /** The canonical definition: equalities in alphabetical order, orders and ranges, the rest of the projection in alphabetical order. */
    IndexDefinition definition() {
        List<Order> columns = new ArrayList<>();
        prefix.forEach(property -> columns.add(Order.ascending(property)));
        columns.addAll(ordered);
        projected.forEach(property -> columns.add(Order.ascending(property)));
        return new IndexDefinition(kind, scope, columns);
    }

    /**
     * Whether App Engine could answer by some of these indexes: by one, or by a merge join of several that end alike, if together they cover the equalities and the
     * ancestor.
     */
    boolean isServedBy(Collection<IndexDefinition> definitions) {
        Set<String> covered = new HashSet<>();
        boolean ancestorCovered = scope == Scope.KIND;
        boolean any = false;
        for (IndexDefinition definition : definitions) {
            Set<String> equalities = equalitiesServedBy(definition);
            if (equalities != null) {
                any = true;
                covered.addAll(equalities);
                ancestorCovered |= definition.scope() == Scope.ANCESTOR;
            }
        }
        return any && ancestorCovered && covered.containsAll(prefix);
    }

    /** The equalities that an index would take on in a merge join; null if it cannot take part. */
    private @Nullable Set<String> equalitiesServedBy(IndexDefinition definition) {
        List<Order> columns = new ArrayList<>(definition.columns());
        if (columns.get(columns.size() - 1).equals(Order.ascending(Query.KEY))) {
            columns.remove(columns.size() - 1);
        }
        int fixed = columns.size() - ordered.size() - projected.size();
        if (!definition.kind().equals(kind)
                || definition.scope() == Scope.ANCESTOR && scope == Scope.KIND
                || fixed < 0
                || !columns.subList(fixed, fixed + ordered.size()).equals(ordered)
                || !new TreeSet<>(names(columns.subList(fixed + ordered.size(), columns.size()))).equals(projected)) {
            return null;
        }
        Set<String> equalities = new HashSet<>(names(columns.subList(0, fixed)));
        return prefix.containsAll(equalities) ? equalities : null;
    }
}
