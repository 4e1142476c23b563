package dev.kindred.datastore.plan;

import dev.kindred.datastore.codec.Names;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.query.Explanation;
import dev.kindred.datastore.query.IndexDefinition;
import dev.kindred.datastore.query.IndexDefinition.Scope;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.PlanNode;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Explains how a query would be answered, and what index would help. An index is advised only if the planner, told that it existed, would use it: so advice follows the
 * planner and never runs ahead of it.
 */
public final class Explainer {

    private final NormalQuery query;
    private final Names names;
    private final List<CompositeIndex> composites;
    private final Selectivity selectivity;

    /**
     * Explains a query.
     *
     * @param query the query
     * @param names the dictionary
     * @param composites the composite indexes of its kind that are built
     * @param selectivity what earlier queries learned
     */
    public Explainer(NormalQuery query, Names names, List<CompositeIndex> composites, Selectivity selectivity) {
        this.query = query;
        this.names = names;
        this.composites = List.copyOf(composites);
        this.selectivity = selectivity;
    }

    /**
     * The whole explanation.
     *
     * @param snapshot is asked for nothing that the query matches
     * @param several tells for the number of a property of the query's kind whether some entity may have several distinct values of it
     * @param declared the index definitions that count as there
     * @return plan and advice
     */
    public Explanation explain(
            StorageTransaction snapshot, IntPredicate several, Collection<IndexDefinition> declared) {
        ReadContext context = ReadContext.of(
                query, snapshot, names, several, 0, selectivity, new SortLimit(Integer.MAX_VALUE, List::of));
        List<PlanNode> alternatives = new ArrayList<>();
        boolean exact = true;
        Planner planner = new Planner(query, names, new Evaluator(query), composites);
        for (Conjunction conjunction : query.disjuncts()) {
            Plan plan = planner.plan(conjunction);
            exact &= plan.isExact(context);
            alternatives.add(plan.describe(wording(conjunction, names)));
        }
        return new Explanation(query.query(), answer(alternatives, exact), advice(), missing(declared));
    }

    private Wording wording(Conjunction conjunction, Names dictionary) {
        return new Wording(query, conjunction, dictionary, selectivity);
    }

    private PlanNode answer(List<PlanNode> alternatives, boolean exactAlone) {
        boolean exact = exactAlone
                && (query.isProjection()
                        || alternatives.size() <= 1
                        || query.sort().isEmpty());
        List<String> details = new ArrayList<>();
        if (alternatives.isEmpty()) {
            details.add("no alternative is left that could match");
        } else if (alternatives.size() > 1) {
            details.add("merge " + alternatives.size() + " alternatives, each result once");
        }
        details.add(what(exact));
        if (query.isDistinct()) {
            details.add("the first of each group by "
                    + String.join(
                            ", ", query.group().stream().map(Order::property).toList()));
        }
        Query asked = query.query();
        if (asked.start() != null) {
            details.add("from a cursor on");
        }
        if (asked.end() != null) {
            details.add("up to a cursor");
        }
        if (asked.offset() > 0) {
            details.add("skip " + asked.offset() + (exact ? " without reading their entities" : ""));
        }
        if (asked.limit() >= 0) {
            details.add("take " + asked.limit());
        }
        return new PlanNode("answer", details, List.of(), alternatives);
    }

    private String what(boolean exact) {
        String kept =
                switch (query.query().selection()) {
                    case ENTITIES -> "entities";
                    case KEYS -> "keys";
                    case PROJECTION -> "projected values";
                };
        if (!exact) {
            return kept + ", each tested against its entity";
        }
        return query.query().selection() == Query.Selection.ENTITIES
                ? "entities, read by key"
                : kept + " from index rows";
    }

    /**
     * What App Engine would ask for.
     *
     * @param declared the index definitions that count as there
     * @return the canonical definition of each index that is missing; none if App Engine would answer
     */
    public List<IndexDefinition> missing(Collection<IndexDefinition> declared) {
        return IndexRequirement.of(query).stream()
                .filter(requirement -> !requirement.isServedBy(declared))
                .map(IndexRequirement::definition)
                .toList();
    }

    /**
     * What would help here.
     *
     * @return one index for each conjunction that has something to gain, each once
     */
    public List<IndexDefinition> advice() {
        Set<IndexDefinition> advice = new LinkedHashSet<>();
        for (Conjunction conjunction : query.disjuncts()) {
            candidate(conjunction).ifPresent(candidate -> {
                PhysicalIndex.of(candidate)
                        .filter(index -> !composites.contains(index) && isUsed(conjunction, index))
                        .ifPresent(index -> advice.add(candidate));
            });
        }
        return List.copyOf(advice);
    }

    private Optional<IndexDefinition> candidate(Conjunction conjunction) {
        if (query.kind() == null) {
            return Optional.empty();
        }
        List<Order> varying = query.sort().stream()
                .filter(order -> conjunction.constant(order.property()) == null)
                .toList();
        Set<String> equalities = new TreeSet<>(conjunction.equalities().keySet());
        equalities.remove(Query.KEY);
        varying.forEach(order -> equalities.remove(order.property()));
        List<Order> columns = new ArrayList<>();
        equalities.forEach(property -> columns.add(Order.ascending(property)));
        columns.addAll(varying);
        if (columns.size() < 2) {
            return Optional.empty();
        }
        // Where App Engine would build the same rows, its own words serve both.
        IndexRequirement required = IndexRequirement.of(query, conjunction);
        IndexDefinition ours = new IndexDefinition(query.kind(), Scope.KIND, columns);
        return Optional.of(
                required != null && PhysicalIndex.of(required.definition()).equals(PhysicalIndex.of(ours))
                        ? required.definition()
                        : ours);
    }

    private boolean isUsed(Conjunction conjunction, CompositeIndex index) {
        Names all = new HypotheticalNames(names);
        List<CompositeIndex> more = new ArrayList<>(composites);
        more.add(index);
        return new Planner(query, all, new Evaluator(query), more)
                .plan(conjunction)
                .describe(wording(conjunction, all))
                .allIndexes()
                .contains(PhysicalIndex.definition(index).toString());
    }
}
