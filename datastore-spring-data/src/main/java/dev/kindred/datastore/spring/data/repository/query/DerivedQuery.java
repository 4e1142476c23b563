package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.repository.query.DatastoreParameters.DatastoreParameter;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.PartTree;

/**
 * A method's name, understood: everything that can be worked out without arguments is, so that a call only fills in operands. Immutable.
 *
 * <p>A name is a disjunction of conjunctions: {@code Or} binds weaker than {@code And}, and there are no parentheses.
 */
final class DerivedQuery {

    private static final Log LOG = LogFactory.getLog(DerivedQuery.class);

    private final String method;
    private final PartTree tree;
    private final StoredProperties properties;
    private final Query unfiltered;
    private final List<List<Condition>> alternatives;
    private final List<String> filtered;
    private final int ancestorParameter;
    private final boolean ancestorSkipped;

    private DerivedQuery(
            DatastoreQueryMethod method,
            PartTree tree,
            Query all,
            StoredProperties properties,
            List<List<Condition>> alternatives,
            List<String> filtered,
            int ancestorParameter) {
        this.filtered = filtered;
        this.method = method.getName();
        this.tree = tree;
        this.properties = properties;
        this.alternatives = alternatives;
        this.ancestorParameter = ancestorParameter;
        this.ancestorSkipped = ancestorParameter >= 0
                && method.getParameters().getParameter(ancestorParameter).isSkippedIfNull();
        Query query = all;
        for (Order order : properties.orders(tree.getSort())) {
            query = query.orderBy(order);
        }
        this.unfiltered = tree.getMaxResults() == null ? query : query.limit(tree.getMaxResults());
    }

    /**
     * Understands a method's name.
     *
     * @param method the method
     * @param operations what will run the query
     * @param settings how queries run
     * @return the query
     * @throws RuntimeException if the name says what cannot be answered, or does not fit the parameters; the message says why, of all conditions
     */
    static DerivedQuery of(DatastoreQueryMethod method, DatastoreOperations operations, QuerySettings settings) {
        return of(method, method.getName(), new Signature(method.getParameters()), operations, settings);
    }

    /**
     * Understands another name in place of the method's.
     *
     * @param signature the parameters for its conditions
     */
    static DerivedQuery of(
            DatastoreQueryMethod method,
            String name,
            Signature signature,
            DatastoreOperations operations,
            QuerySettings settings) {
        StoredProperties properties = new StoredProperties(operations, method.domainType());
        boolean ownProperty = properties.entity().getPersistentProperty("ancestor") != null;
        AncestorInName named = ownProperty ? new AncestorInName(name, -1) : AncestorInName.in(name);
        PartTree tree = new PartTree(named.name(), method.domainType());
        Keywords keywords = new Keywords(operations.filters(), settings);
        Reasons reasons = new Reasons();
        List<List<Condition>> alternatives = new ArrayList<>();
        int ancestor = -1;
        int parts = 0;
        for (PartTree.OrPart alternative : tree) {
            List<Condition> conditions = new ArrayList<>();
            for (Part part : alternative) {
                if (parts++ == named.partsBefore()) {
                    ancestor = signature.ancestor();
                }
                int position = signature.position();
                reasons.collect(
                        () -> conditions.add(keywords.condition(part, properties.find(part.getProperty()), signature)));
                reasons.collect(
                        () -> signature.skippedIfNull(position).ifPresent(skipped -> skipIfNull(conditions, skipped)));
                // A part that was refused may not have come to its parameters; the next one's are behind them.
                signature.moveBehind(part, position);
            }
            alternatives.add(conditions);
        }
        if (parts == named.partsBefore()) {
            ancestor = signature.ancestor();
        }
        if (reasons.isEmpty()) {
            reasons.collect(signature::end);
        }
        DatastoreParameter marked = method.getParameters().ancestor();
        if (marked != null) {
            ancestor = ancestorParameter(marked, named);
        }
        reasons.collect(() -> properties.orders(tree.getSort()));
        reasons.throwAll();
        if (settings.postFilter() == PostFilter.WARN && !keywords.filtered().isEmpty()) {
            LOG.warn(method + ": no index answers " + String.join(", ", keywords.filtered())
                    + "; each call reads all entities that the other conditions leave, and filters them.");
        }
        return new DerivedQuery(
                method,
                tree,
                operations.query(method.domainType()).toQuery(),
                properties,
                alternatives,
                keywords.filtered(),
                ancestor);
    }

    /** Leaves the last condition out where an argument is null. */
    private static void skipIfNull(List<Condition> conditions, List<Integer> skipped) {
        if (!conditions.isEmpty()) {
            Condition last = conditions.remove(conditions.size() - 1);
            conditions.add(new Condition.Skippable(last, skipped));
        }
    }

    private static int ancestorParameter(DatastoreParameter marked, AncestorInName named) {
        if (named.partsBefore() >= 0) {
            throw new InvalidDataAccessApiUsageException(
                    "the ancestor is given twice, in the name and by @Ancestor; keep one");
        }
        if (marked.getType() != Key.class) {
            throw new InvalidDataAccessApiUsageException(
                    "the @Ancestor parameter is " + marked.getType().getSimpleName() + ", but an ancestor is a Key");
        }
        return marked.getIndex();
    }

    PartTree tree() {
        return tree;
    }

    /** The conditions, any of all. */
    List<List<Condition>> alternatives() {
        return alternatives;
    }

    /** The conditions that indexes do not answer alone. */
    List<String> filtered() {
        return filtered;
    }

    /** Where the ancestor is among all parameters; negative if there is none. */
    int ancestorParameter() {
        return ancestorParameter;
    }

    boolean isAncestorSkippable() {
        return ancestorSkipped;
    }

    static <K> K ancestor(@Nullable K ancestor, String method) {
        if (ancestor == null) {
            throw new InvalidDataAccessApiUsageException(
                    "The ancestor given to " + method + " is null; give a key, or ask without ancestor.");
        }
        return ancestor;
    }

    /**
     * The query of one call, without paging.
     *
     * @param arguments the arguments for the conditions
     * @param all all arguments, as the method takes them
     * @param sort what to sort by behind the order in the name
     */
    BoundQuery bind(Arguments arguments, @Nullable Object[] all, Sort sort) {
        Query query = unfiltered;
        if (ancestorParameter >= 0) {
            Object ancestor = all[ancestorParameter];
            if (!ancestorSkipped) {
                ancestor = ancestor(ancestor, method);
            }
            query = ancestor == null ? query : query.ancestor((Key) ancestor);
        }
        Constraint constraint = constraint(arguments);
        query = constraint.filtered(query);
        if (sort.isSorted()) {
            for (Order order : properties.orders(sort)) {
                query = query.orderBy(order);
            }
        }
        return new BoundQuery(query, constraint.rest());
    }

    // Loops, for this is what each call adds to a query that was written by hand.
    private Constraint constraint(Arguments arguments) {
        @Nullable Constraint[] any = new Constraint[alternatives.size()];
        for (int i = 0; i < any.length; i++) {
            List<Condition> conditions = alternatives.get(i);
            @Nullable Constraint[] all = new Constraint[conditions.size()];
            for (int j = 0; j < all.length; j++) {
                all[j] = conditions.get(j).bind(arguments);
            }
            any[i] = Constraint.allOf(all);
        }
        return Constraint.anyOf(any);
    }
}
