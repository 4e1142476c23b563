package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.repository.Update;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.repository.core.NamedQueries;
import org.springframework.data.repository.core.RepositoryMetadata;
import org.springframework.data.repository.query.QueryLookupStrategy.Key;
import org.springframework.data.repository.query.QueryMethod;

/**
 * A query method as it can be told when an application is built: what it asks, as GQL, and what code would ask it. Public for the generator alone.
 */
public final class QueryMethodModel {

    private static final String UPDATE = "update";

    private final DatastoreQueryMethod method;
    private final @Nullable DerivedQuery derived;
    private final @Nullable ResultShape shape;
    private final @Nullable String text;
    private final String purpose;
    private @Nullable String reason;

    private QueryMethodModel(
            DatastoreQueryMethod method,
            @Nullable DerivedQuery derived,
            @Nullable ResultShape shape,
            @Nullable String text,
            String purpose) {
        this.method = method;
        this.derived = derived;
        this.shape = shape;
        this.text = text;
        this.purpose = purpose;
    }

    private static QueryMethodModel left(
            DatastoreQueryMethod method, @Nullable String text, String purpose, String reason) {
        QueryMethodModel model = new QueryMethodModel(method, null, null, text, purpose);
        model.reason = reason;
        return model;
    }

    /** A statement may say itself that it changes or deletes. */
    private static String purpose(DeclaredQuery declared) {
        String statement = declared.text().strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        return Set.of(UPDATE, "delete").contains(statement) ? statement : name(declared.purpose());
    }

    private static String name(ResultShape.Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT);
    }

    /** Understands the methods of one repository, without a store. */
    public static final class Reader {

        private final RepositoryMetadata metadata;
        private final ProjectionFactory projections;
        private final NamedQueries named;
        private final DatastoreOperations operations;
        private final Key key;

        /**
         * Reads the methods of a repository.
         *
         * @param metadata the repository
         * @param projections looks at projections
         * @param named the named queries
         * @param converter knows the entities
         * @param key where queries come from
         */
        public Reader(
                RepositoryMetadata metadata,
                ProjectionFactory projections,
                NamedQueries named,
                DatastoreConverter converter,
                Key key) {
            this.metadata = metadata;
            this.projections = projections;
            this.named = named;
            this.key = key;
            // Nobody asks it anything: it stands for the store that is not there when an application is built.
            this.operations =
                    new DatastoreTemplate(LocalDatastore.on(new MemoryEngine()).build(), converter);
        }

        /**
         * Understands a method.
         *
         * @param method the method
         * @return its model, with a reason if no code can be generated; null if Spring Data itself refuses the method, which is reported when the application
         *     starts
         */
        public @Nullable QueryMethodModel read(Method method) {
            DatastoreQueryMethod queryMethod;
            try {
                queryMethod = new DatastoreQueryMethod(method, metadata, projections);
            } catch (RuntimeException e) {
                return null;
            }
            try {
                return read(queryMethod);
            } catch (RuntimeException e) {
                return left(
                        queryMethod,
                        null,
                        name(ResultShape.Purpose.READ),
                        "it cannot be honoured, which is reported when the application starts: " + e.getMessage());
            }
        }

        private QueryMethodModel read(DatastoreQueryMethod method) {
            Update update = method.annotation(Update.class);
            if (update != null || DerivedUpdate.isNamed(method.getName())) {
                return left(method, update == null ? null : update.value(), UPDATE, "it changes entities");
            }
            DeclaredQuery declared = key == Key.CREATE ? null : DeclaredQuery.find(method, named);
            if (declared != null) {
                return left(
                        method,
                        declared.text(),
                        purpose(declared),
                        "it has a text, which is read when the application starts");
            }
            // What needs more than indexes is for a setting of the running application to allow.
            QuerySettings lenient = new QuerySettings(PostFilter.ALLOW, 1);
            DerivedQuery query = DerivedQuery.of(method, operations, lenient);
            ResultShape shape = ResultShape.of(method, query.tree(), operations.getConverter());
            method.fetchPlan(operations.getConverter().getMappingContext());
            QueryMethodModel model = new QueryMethodModel(
                    method,
                    query,
                    shape,
                    new DerivedText(method, query, operations).text(),
                    name(ResultShape.Purpose.of(query.tree())));
            if (key == Key.USE_DECLARED_QUERY) {
                model.reason = "queryLookupStrategy is USE_DECLARED_QUERY, and it has no text";
            } else if (!query.filtered().isEmpty()) {
                model.reason = "no index answers " + String.join(", ", query.filtered())
                        + ", and whether such queries run is a setting of the running application, kindred.datastore.query.post-filter";
            } else if (!query.alternatives().stream().flatMap(List::stream).allMatch(QueryMethodModel::isTold)) {
                model.reason = "a condition of it has no form as code";
            }
            return model;
        }
    }

    private static boolean isTold(Condition condition) {
        return condition instanceof Condition.Indexed
                || condition instanceof Condition.Skippable skippable && isTold(skippable.condition());
    }

    /**
     * The method.
     *
     * @return for Spring Data
     */
    public QueryMethod method() {
        return method;
    }

    /**
     * What the method asks.
     *
     * @return GQL, with parameters by their names; null if it cannot be told
     */
    public @Nullable String text() {
        return text;
    }

    /**
     * What is done with what is found.
     *
     * @return {@code read}, {@code count}, {@code exists}, {@code delete} or {@code update}
     */
    public String purpose() {
        return purpose;
    }

    /**
     * Why no code is generated.
     *
     * @return the reason; null if there is none
     */
    public @Nullable String reason() {
        return reason;
    }

    /**
     * The name of the method, as messages and warnings have it.
     *
     * @return such as {@code Cities.findByName(String)}
     */
    public String name() {
        return method.fullName();
    }

    /**
     * What the method gives back.
     *
     * @return the shape
     * @throws IllegalStateException if there is a {@link #reason()}
     */
    public ResultShape shape() {
        return there(shape);
    }

    /**
     * The references that are loaded with the results.
     *
     * @return their paths
     */
    public List<String> fetched() {
        return List.of(method.fetched());
    }

    /**
     * The order that the name says.
     *
     * @return unsorted if it says none
     */
    public Sort sort() {
        return there(derived).tree().getSort();
    }

    /**
     * The limit that the name says.
     *
     * @return null if it says none
     */
    public @Nullable Integer limit() {
        return there(derived).tree().getMaxResults();
    }

    /**
     * Where the ancestor is.
     *
     * @return the position among all parameters; negative if there is none
     */
    public int ancestorParameter() {
        return there(derived).ancestorParameter();
    }

    /**
     * Whether the ancestor may be null, and there is none then.
     *
     * @return false if it has to be given
     */
    public boolean isAncestorSkippable() {
        return there(derived).isAncestorSkippable();
    }

    /**
     * The conditions.
     *
     * @return alternatives, any of which has to be met in all its conditions
     */
    public List<List<ConditionModel>> alternatives() {
        List<List<ConditionModel>> models = new ArrayList<>();
        for (List<Condition> alternative : there(derived).alternatives()) {
            models.add(alternative.stream().map(ConditionModel::of).toList());
        }
        return models;
    }

    private <T> T there(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException(name() + " has no code: " + reason);
        }
        return part;
    }

    /**
     * A condition.
     *
     * @param path of fields
     * @param call the method of {@link PropertyConditions}
     * @param arguments what is given to it, as positions among the bindable parameters
     * @param handling what has to be done with them
     * @param skipped those that leave the condition out if they are null
     */
    public record ConditionModel(
            String path, String call, List<Integer> arguments, Handling handling, List<Integer> skipped) {

        /** What has to be done with arguments. */
        public enum Handling {
            /** Nothing: null is a value like others. */
            AS_GIVEN,
            /** Null is refused. */
            REQUIRED,
            /** Null is refused, and a collection or array becomes a list. */
            MANY
        }

        private static ConditionModel of(Condition condition) {
            if (condition instanceof Condition.Skippable skippable) {
                ConditionModel always = of(skippable.condition());
                return new ConditionModel(
                        always.path(), always.call(), always.arguments(), always.handling(), skippable.arguments());
            }
            Condition.Indexed indexed = (Condition.Indexed) condition;
            Comparison comparison = indexed.comparison();
            boolean nullable = comparison.takesNull() && !indexed.property().isKey();
            Handling handling =
                    comparison.takesMany() ? Handling.MANY : nullable ? Handling.AS_GIVEN : Handling.REQUIRED;
            return new ConditionModel(
                    indexed.property().path(), comparison.method(), indexed.arguments(), handling, List.of());
        }
    }

    /** A derived query as GQL. What indexes do not answer is not part of it. */
    private record DerivedText(DatastoreQueryMethod method, DerivedQuery query, DatastoreOperations operations) {

        String text() {
            Query all = operations.query(method.domainType()).toQuery();
            StringBuilder text = new StringBuilder(Gql.format(all).text());
            String conditions = conditions();
            int ancestor = query.ancestorParameter();
            if (ancestor >= 0) {
                String below = Query.KEY + " HAS ANCESTOR @"
                        + name(method.getParameters().getParameter(ancestor));
                conditions = conditions.isEmpty() ? below : below + " AND " + conditions;
            }
            if (!conditions.isEmpty()) {
                text.append(all.filters().isEmpty() ? " WHERE " : " AND ").append(conditions);
            }
            List<String> orders = new ArrayList<>();
            for (Order order : new StoredProperties(operations, method.domainType())
                    .orders(query.tree().getSort())) {
                orders.add(
                        Gql.name(order.property()) + (order.direction() == Order.Direction.ASCENDING ? "" : " DESC"));
            }
            if (!orders.isEmpty()) {
                text.append(" ORDER BY ").append(String.join(", ", orders));
            }
            Integer limit = query.tree().getMaxResults();
            return limit == null
                    ? text.toString()
                    : text.append(" LIMIT ").append(limit).toString();
        }

        private String conditions() {
            List<String> any = new ArrayList<>();
            for (List<Condition> alternative : query.alternatives()) {
                List<String> all = new ArrayList<>();
                for (Condition condition : alternative) {
                    Condition given =
                            condition instanceof Condition.Skippable skippable ? skippable.condition() : condition;
                    if (given instanceof Condition.Indexed indexed) {
                        all.add(text(indexed));
                    }
                }
                if (!all.isEmpty()) {
                    any.add(String.join(" AND ", all));
                }
            }
            return any.size() <= 1 ? String.join("", any) : "(" + String.join(" OR ", any) + ")";
        }

        private String text(Condition.Indexed condition) {
            List<String> arguments = condition.arguments().stream()
                    .map(index ->
                            name(method.getParameters().getBindableParameters().getParameter(index)))
                    .toList();
            return condition.comparison().gql(Gql.name(condition.property().name()), arguments);
        }

        private static String name(DatastoreParameters.DatastoreParameter parameter) {
            return parameter.getName().orElse("argument" + (parameter.getIndex() + 1));
        }
    }
}
