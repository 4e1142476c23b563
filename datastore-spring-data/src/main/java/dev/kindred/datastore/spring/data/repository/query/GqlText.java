package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.Aggregation;
import dev.kindred.datastore.query.Gql;
import dev.kindred.datastore.query.GqlQuery;
import dev.kindred.datastore.query.GqlUse;
import dev.kindred.datastore.query.InvalidGqlException;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.TypeHierarchy;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import dev.kindred.datastore.spring.data.template.Summands;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.query.ValueExpressionDelegate;
import org.springframework.data.repository.query.ValueExpressionQueryRewriter;
import org.springframework.data.repository.query.ValueExpressionQueryRewriter.QueryExpressionEvaluator;

/**
 * A GQL text of a query method, understood: each property it names is a field of the entity, each binding has its parameter or expression. Immutable.
 *
 * @param gql the statement
 * @param properties the fields by stored name; one that tells subtypes apart is not among them
 * @param assigned the fields that it sets, by stored name
 * @param parameters the bindings that are parameters, as indexes into those that conditions are bound to
 * @param expressions the values of the other bindings; null if there are none
 */
record GqlText(
        GqlQuery gql,
        Map<String, StoredProperty> properties,
        Map<String, AssignedProperty> assigned,
        Map<String, Integer> parameters,
        @Nullable QueryExpressionEvaluator expressions) {

    private static final String EXPRESSION = "expression_";
    private static final Set<GqlUse.Role> VALUES = Set.of(
            GqlUse.Role.VALUE, GqlUse.Role.LIST, GqlUse.Role.NEW_VALUE, GqlUse.Role.NEW_ELEMENT, GqlUse.Role.SUMMAND);

    /**
     * Reads and checks a text.
     *
     * @param reasons takes what is wrong
     * @return null if the text cannot be read
     */
    static @Nullable GqlText read(
            String text,
            DatastoreQueryMethod method,
            StoredProperties properties,
            Operands.Factory operands,
            ValueExpressionDelegate delegate,
            Reasons reasons) {
        QueryExpressionEvaluator expressions = ValueExpressionQueryRewriter.of(
                        delegate, (index, expression) -> EXPRESSION + index, (prefix, name) -> "@" + name)
                .parse(
                        text.replace(
                                "#{#entityName}", Gql.name(properties.entity().getKind())),
                        method.getParameters());
        GqlQuery gql;
        try {
            gql = Gql.parse(expressions.getQueryString());
        } catch (InvalidGqlException e) {
            reasons.add(String.valueOf(e.getMessage()));
            return null;
        }
        checkKind(gql, properties.entity(), method, reasons);
        Map<String, StoredProperty> found = properties(gql, properties, reasons);
        Map<String, AssignedProperty> assigned = assigned(gql, properties, reasons);
        Map<String, Integer> parameters = parameters(gql, found, assigned, method.getParameters(), operands, reasons);
        boolean has = gql.names().stream().anyMatch(name -> name.startsWith(EXPRESSION));
        return new GqlText(gql, found, assigned, parameters, has ? expressions : null);
    }

    private static void checkKind(
            GqlQuery gql, DatastorePersistentEntity<?> entity, DatastoreQueryMethod method, Reasons reasons) {
        String kind = gql.kind();
        if (kind != null && !kind.equals(entity.getKind())) {
            reasons.add(gql.errorAt(
                            kind,
                            "The kind is \"" + kind + "\", but "
                                    + method.domainType().getSimpleName() + " is of kind \""
                                    + entity.getKind() + "\"; write FROM " + Gql.name(entity.getKind())
                                    + ", or leave it out.")
                    .getMessage());
        }
    }

    private static Map<String, StoredProperty> properties(GqlQuery gql, StoredProperties properties, Reasons reasons) {
        Map<String, StoredProperty> found = new LinkedHashMap<>();
        TypeHierarchy hierarchy = properties.entity().getHierarchy();
        for (String name : gql.properties()) {
            if (hierarchy != null && hierarchy.property().equals(name)) {
                continue;
            }
            try {
                StoredProperty property = properties.stored(name);
                if (property != null) {
                    found.put(name, property);
                } else if (!name.equals(Query.KEY) && !properties.isMapEntry(name)) {
                    reasons.add(gql.errorAt(name, properties.unknown(name)).getMessage());
                }
            } catch (RuntimeException e) {
                reasons.add(gql.errorAt(name, e.getMessage() + ".").getMessage());
            }
        }
        return found;
    }

    private static Map<String, AssignedProperty> assigned(GqlQuery gql, StoredProperties properties, Reasons reasons) {
        Map<String, AssignedProperty> found = new LinkedHashMap<>();
        for (String name : gql.assigned()) {
            try {
                AssignedProperty property = properties.assignedAs(name);
                if (property != null) {
                    found.put(name, property);
                } else {
                    reasons.add(
                            gql.errorAtAssigned(name, properties.unknown(name)).getMessage());
                }
            } catch (RuntimeException e) {
                reasons.add(gql.errorAtAssigned(name, e.getMessage() + ".").getMessage());
            }
        }
        return found;
    }

    private static Map<String, Integer> parameters(
            GqlQuery gql,
            Map<String, StoredProperty> properties,
            Map<String, AssignedProperty> assigned,
            DatastoreParameters all,
            Operands.Factory operands,
            Reasons reasons) {
        DatastoreParameters parameters = all.getBindableParameters();
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < parameters.getNumberOfParameters(); i++) {
            byName.put(String.valueOf(i + 1), i);
            int index = i;
            parameters.getParameter(i).getName().ifPresent(name -> byName.put(name, index));
        }
        Map<String, Integer> used = new HashMap<>();
        Map<String, Boolean> asValue = new HashMap<>();
        Set<String> missing = new HashSet<>();
        for (GqlUse use : gql.uses()) {
            String shown = "@" + use.binding();
            boolean value = VALUES.contains(use.role());
            if (asValue.putIfAbsent(use.binding(), value) == Boolean.valueOf(!value)) {
                reasons.add(gql.errorAt(
                                shown,
                                shown + " is compared with a property and also an ancestor, limit or offset; "
                                        + "give two parameters.")
                        .getMessage());
            }
            if (use.binding().startsWith(EXPRESSION)) {
                continue;
            }
            Integer index = byName.get(use.binding());
            if (index != null) {
                used.put(use.binding(), index);
                DatastoreParameters.DatastoreParameter parameter = parameters.getParameter(index);
                checkType(gql, use, properties, parameter, operands, reasons);
                checkNewValue(gql, use, assigned, parameter, operands, reasons);
            } else if (missing.add(use.binding())) {
                reasons.add(gql.errorAt(
                                shown,
                                "There is no parameter for " + shown + "; "
                                        + (parameters.getNumberOfParameters() == 0
                                                ? "add one."
                                                : "the method has " + names(parameters)
                                                        + ". Name one so, or annotate it with @Param."))
                        .getMessage());
            }
        }
        return used;
    }

    private static void checkNewValue(
            GqlQuery gql,
            GqlUse use,
            Map<String, AssignedProperty> assigned,
            DatastoreParameters.DatastoreParameter parameter,
            Operands.Factory operands,
            Reasons reasons) {
        AssignedProperty property = use.property() == null ? null : assigned.get(use.property());
        if (property == null || use.role() == GqlUse.Role.VALUE || use.role() == GqlUse.Role.LIST) {
            return;
        }
        String shown = "@" + use.binding();
        try {
            switch (use.role()) {
                case NEW_VALUE -> property.checkParameter(parameter, operands, shown);
                case SUMMAND -> property.checkSummand(parameter, shown);
                default -> property.checkElement(parameter, operands, shown);
            }
        } catch (RuntimeException e) {
            reasons.add(gql.errorAt(shown, e.getMessage() + ".").getMessage());
        }
    }

    private static void checkType(
            GqlQuery gql,
            GqlUse use,
            Map<String, StoredProperty> properties,
            DatastoreParameters.DatastoreParameter parameter,
            Operands.Factory operands,
            Reasons reasons) {
        StoredProperty property = use.property() == null ? null : properties.get(use.property());
        if (property == null || use.role() != GqlUse.Role.VALUE && use.role() != GqlUse.Role.LIST) {
            return;
        }
        String shown = "@" + use.binding();
        if (use.role() == GqlUse.Role.LIST && !parameter.isMany()) {
            reasons.add(gql.errorAt(
                            shown,
                            shown + " is " + parameter.getType().getSimpleName()
                                    + ", but IN takes a collection or an array of "
                                    + property.type().getSimpleName() + ".")
                    .getMessage());
            return;
        }
        Class<?> type = use.role() == GqlUse.Role.LIST ? parameter.elementType() : parameter.getType();
        if (!operands.of(property).accept(type) && !operands.canConvert(type, property)) {
            reasons.add(gql.errorAt(
                            shown,
                            shown + " is " + type.getSimpleName() + ", but property \"" + property.name() + "\" is "
                                    + property.type().getSimpleName() + "; give the parameter that type.")
                    .getMessage());
        }
    }

    /** Says which fields have no sum. */
    void checkSummands(List<Aggregation> aggregations, PropertyFilters filters, Reasons reasons) {
        for (Aggregation aggregation : aggregations) {
            String name = aggregation instanceof Aggregation.Sum sum
                    ? sum.property()
                    : aggregation instanceof Aggregation.Average average ? average.property() : null;
            StoredProperty property = name == null ? null : properties.get(name);
            String refusal = property == null ? null : Summands.refusal(property.properties(), filters);
            if (refusal != null) {
                reasons.add(gql.errorAt(Objects.requireNonNull(name), "\"" + name + "\" " + refusal + ".")
                        .getMessage());
            }
        }
    }

    /** Says which parameters the text leaves out. */
    void checkAllUsed(DatastoreParameters all, Reasons reasons) {
        DatastoreParameters bindable = all.getBindableParameters();
        // What an expression uses is for it to know.
        for (int index = 0; expressions == null && index < bindable.getNumberOfParameters(); index++) {
            DatastoreParameters.DatastoreParameter parameter = bindable.getParameter(index);
            if (!parameters.containsValue(index)) {
                reasons.add("parameter " + (index + 1) + ", "
                        + parameter.getName().map(name -> "\"" + name + "\"").orElse("which has no name")
                        + ", is not in the text of the query; use it there, or remove it");
            }
        }
    }

    private static String names(DatastoreParameters parameters) {
        StringBuilder names = new StringBuilder();
        for (DatastoreParameters.DatastoreParameter parameter : parameters) {
            names.append(names.isEmpty() ? "" : ", ").append(parameter.getName().orElse("one without name"));
        }
        return names.toString();
    }
}
