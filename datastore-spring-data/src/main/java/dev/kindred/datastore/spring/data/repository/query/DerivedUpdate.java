package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.query.GqlChange.Operation;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.repository.Update;
import dev.kindred.datastore.spring.data.repository.query.AssignedProperty.NewValue;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.query.ParametersParameterAccessor;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/**
 * Changes of what a method's name describes: {@code updateCityAndZipByCountry}, whose first parameters are the new values, and those that say in {@link Update} what to
 * set, whose conditions take the parameters that are not mentioned there.
 */
final class DerivedUpdate {

    private static final String UPDATE = "update";
    /** Where conditions may begin. A property may have the word in its name, so that there may be several places. */
    private static final Pattern BY = Pattern.compile("By(?=\\p{Lu}|$)");

    private static final Pattern AND = Pattern.compile("And(?=\\p{Lu})");

    private final DatastoreQueryMethod method;
    private final DatastoreOperations operations;
    private final QuerySettings settings;
    private final StoredProperties properties;

    DerivedUpdate(DatastoreQueryMethod method, DatastoreOperations operations, QuerySettings settings) {
        this.method = method;
        this.operations = operations;
        this.settings = settings;
        this.properties = new StoredProperties(operations, method.domainType());
    }

    /** Whether a name is that of a change, and no query's. */
    static boolean isNamed(String method) {
        return method.startsWith(UPDATE) && BY.matcher(method).find(UPDATE.length());
    }

    /**
     * A change whose values are in its name.
     *
     * @throws RuntimeException if something is wrong; the message says everything that is
     */
    RepositoryQuery named() {
        Subject subject = subject(method.getName());
        DatastoreParameters parameters = method.getParameters().getBindableParameters();
        Operands.Factory operands = new Operands.Factory(operations);
        Reasons reasons = new Reasons();
        List<AssignedProperty> assigned = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (String path : subject.paths()) {
            int index = taken.size();
            taken.add(index);
            reasons.collect(() -> {
                AssignedProperty property = properties.assigned(path);
                if (index >= parameters.getNumberOfParameters()) {
                    throw new InvalidDataAccessApiUsageException("there is no parameter for the new value of \"" + path
                            + "\"; new values come first, then those of the conditions");
                }
                property.checkParameter(parameters.getParameter(index), operands, "parameter " + (index + 1));
                assigned.add(property);
            });
        }
        if (!reasons.isEmpty()) {
            // Those of the conditions would only be wrong for want of the others.
            reasons.throwAll();
        }
        DerivedQuery conditions = DerivedQuery.of(
                method, subject.query(), new Signature(method.getParameters(), taken), operations, settings);
        return new UpdateDatastoreQuery(method, operations, settings, (accessor, arguments) -> {
            List<NewValue> values = new ArrayList<>();
            for (int i = 0; i < assigned.size(); i++) {
                Object argument = accessor.getBindableValue(i);
                if (argument != null || !parameters.getParameter(i).isSkippedIfNull()) {
                    values.add(new NewValue(assigned.get(i), Operation.SET, argument));
                }
            }
            return new UpdateDatastoreQuery.Bound(bound(conditions, accessor, arguments), values);
        });
    }

    /**
     * A change whose values are in a text.
     *
     * @throws RuntimeException if something is wrong; the message says everything that is
     */
    RepositoryQuery written(Update update, ValueExpressionDelegate delegate) {
        Reasons reasons = new Reasons();
        GqlText text = GqlText.read(
                "UPDATE SET " + update.value(),
                method,
                properties,
                new Operands.Factory(operations),
                delegate,
                reasons);
        reasons.throwAll();
        if (text == null) {
            throw new IllegalStateException("A text that cannot be read has a reason.");
        }
        if (text.expressions() != null) {
            throw new InvalidDataAccessApiUsageException(
                    "expressions in @Update do not say which parameters are left for the conditions; write @Query(\"UPDATE … WHERE …\")");
        }
        GqlBinding binding = new GqlBinding(text, method, properties, operations);
        checkClause(text, binding.sampleQuery());
        Signature signature = new Signature(
                method.getParameters(), new HashSet<>(text.parameters().values()));
        DerivedQuery conditions =
                DerivedQuery.of(method, conditions(method.getName()), signature, operations, settings);
        if (conditions.tree().isDelete()
                || conditions.tree().isCountProjection()
                || conditions.tree().isExistsProjection()) {
            throw new InvalidDataAccessApiUsageException(
                    "the method has an @Update, and its name asks for something else; name it update…By");
        }
        return new UpdateDatastoreQuery(
                method,
                operations,
                settings,
                (accessor, arguments) -> new UpdateDatastoreQuery.Bound(
                        bound(conditions, accessor, arguments), binding.newValues(accessor, arguments)));
    }

    private static void checkClause(GqlText text, Query sample) {
        boolean more = !text.gql().properties().isEmpty()
                || !sample.filters().isEmpty()
                || sample.ancestor() != null
                || !sample.orders().isEmpty()
                || sample.limit() >= 0
                || sample.offset() > 0;
        if (more) {
            throw new InvalidDataAccessApiUsageException(
                    "@Update says what to set, and the method's name where; write a WHERE of your own in @Query(\"UPDATE … WHERE …\")");
        }
    }

    private BoundQuery bound(DerivedQuery conditions, ParametersParameterAccessor accessor, @Nullable Object[] all) {
        Sort sort = accessor.getSort();
        return conditions.bind(Arguments.of(accessor, method.getName()), all, sort);
    }

    /** The name of the query for what is changed. */
    private static String conditions(String name) {
        return isNamed(name) ? "find" + name.substring(UPDATE.length()) : name;
    }

    /**
     * What a name says.
     *
     * @param paths the fields to set
     * @param query the name of the query for what is changed
     */
    private record Subject(List<String> paths, String query) {}

    /** The first division of the name in which all that is to be set are fields. */
    private Subject subject(String name) {
        InvalidDataAccessApiUsageException first = null;
        Matcher by = BY.matcher(name);
        for (int from = UPDATE.length(); by.find(from); from = by.end()) {
            String subject = name.substring(UPDATE.length(), by.start());
            try {
                return new Subject(paths(subject), "findBy" + name.substring(by.end()));
            } catch (InvalidDataAccessApiUsageException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new IllegalStateException(name) : first;
    }

    private List<String> paths(String subject) {
        String type = method.domainType().getSimpleName();
        if (subject.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("the name does not say what to set; name properties of " + type
                    + ", as in updateNameBy…, or write what to set in @Update");
        }
        List<String> paths = new ArrayList<>();
        for (String part : AND.split(subject)) {
            try {
                paths.add(PropertyPath.from(part, method.domainType()).toDotPath());
            } catch (PropertyReferenceException e) {
                throw new InvalidDataAccessApiUsageException(
                        "there is no property \"" + e.getPropertyName() + "\" in " + type
                                + " to be set; name properties between update and By, or write what to set in @Update",
                        e);
            }
        }
        return paths;
    }
}
