package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Range;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.util.ClassUtils;

/** The keywords of derived queries, each as conditions on indexes. */
final class Keywords {

    /** Ends every report of refused methods. */
    static final String SUPPORTED =
            "Keywords answered by index: And, Or, Is/Equals, Not, LessThan, LessThanEqual, GreaterThan, GreaterThanEqual,"
                    + " Before, After, Between, In, NotIn, True, False, IsNull, IsNotNull, Exists, StartingWith (text), Containing (collection), Ancestor,"
                    + " OrderBy, First, Top, Distinct.";

    /** Behind all strings and before what sorts next. */
    private static final Value AFTER_ALL_TEXT = Value.of(Double.NEGATIVE_INFINITY);

    private final PropertyFilters filters;

    Keywords(PropertyFilters filters) {
        this.filters = filters;
    }

    /**
     * Makes a condition of one part of a method's name.
     *
     * @param part the part
     * @param property the property it speaks of
     * @param signature the parameters that are left; those of this part are taken from it
     * @return the condition
     * @throws InvalidDataAccessApiUsageException if no index can answer it
     */
    Condition condition(Part part, StoredProperty property, Signature signature) {
        refuseIgnoreCase(part, property);
        Operands operands = new Operands(filters, property);
        return switch (part.getType()) {
            case SIMPLE_PROPERTY -> any(Operator.EQUAL, operands, property, signature);
            case NEGATING_SIMPLE_PROPERTY -> any(Operator.NOT_EQUAL, operands, property, signature);
            case LESS_THAN, BEFORE -> present(Operator.LESS_THAN, operands, property, signature);
            case LESS_THAN_EQUAL -> present(Operator.LESS_THAN_OR_EQUAL, operands, property, signature);
            case GREATER_THAN, AFTER -> present(Operator.GREATER_THAN, operands, property, signature);
            case GREATER_THAN_EQUAL -> present(Operator.GREATER_THAN_OR_EQUAL, operands, property, signature);
            case BETWEEN -> between(property, operands, signature);
            case IN -> in(operands, signature.many(property, operands));
            case NOT_IN -> notIn(operands, signature.many(property, operands));
            case TRUE -> truth(part, property, operands, true);
            case FALSE -> truth(part, property, operands, false);
            case IS_NULL -> constant(part, property, operands, Operator.EQUAL);
            case IS_NOT_NULL -> constant(part, property, operands, Operator.NOT_EQUAL);
            // Null is the smallest value, so this is every value there is.
            case EXISTS -> constant(part, property, operands, Operator.GREATER_THAN_OR_EQUAL);
            case STARTING_WITH -> startingWith(property, operands, signature);
            case CONTAINING -> containing(property, operands, signature);
            case LIKE, NOT_LIKE, REGEX, ENDING_WITH, NOT_CONTAINING, IS_EMPTY, IS_NOT_EMPTY, NEAR, WITHIN ->
                throw unsupported(part);
        };
    }

    /** A comparison that null takes part in, unless it is one of keys. */
    private static Condition any(Operator operator, Operands operands, StoredProperty property, Signature signature) {
        int argument = signature.one(property, operands);
        return property.isKey()
                ? arguments -> operands.compare(operator, arguments.required(argument))
                : arguments -> operands.compare(operator, arguments.get(argument));
    }

    private static Condition present(
            Operator operator, Operands operands, StoredProperty property, Signature signature) {
        int argument = signature.one(property, operands);
        return arguments -> operands.compare(operator, arguments.required(argument));
    }

    private static Condition between(StoredProperty property, Operands operands, Signature signature) {
        if (signature.nextIsRange()) {
            int argument = signature.one(property, operands);
            return arguments -> within((Range<?>) arguments.required(argument), operands);
        }
        int from = signature.one(property, operands);
        int to = signature.one(property, operands);
        return arguments -> Filter.and(
                operands.compare(Operator.GREATER_THAN_OR_EQUAL, arguments.required(from)),
                operands.compare(Operator.LESS_THAN_OR_EQUAL, arguments.required(to)));
    }

    /** A side without bound reaches to the end, null excluded. */
    private static @Nullable Filter within(Range<?> range, Operands operands) {
        Range.Bound<?> lower = range.getLowerBound();
        Range.Bound<?> upper = range.getUpperBound();
        List<Filter> bounds = new ArrayList<>();
        lower.getValue()
                .ifPresent(value -> bounds.add(operands.compare(
                        lower.isInclusive() ? Operator.GREATER_THAN_OR_EQUAL : Operator.GREATER_THAN, value)));
        upper.getValue()
                .ifPresent(value -> bounds.add(operands.compare(
                        upper.isInclusive() ? Operator.LESS_THAN_OR_EQUAL : Operator.LESS_THAN, value)));
        return bounds.isEmpty() ? null : new Filter.And(bounds);
    }

    private static Condition in(Operands operands, int argument) {
        return arguments -> operands.compare(Operator.IN, arguments.many(argument));
    }

    private static Condition notIn(Operands operands, int argument) {
        return arguments -> {
            List<?> values = arguments.many(argument);
            return values.isEmpty() ? null : operands.compare(Operator.NOT_IN, values);
        };
    }

    private static Condition truth(Part part, StoredProperty property, Operands operands, Object truth) {
        if (ClassUtils.resolvePrimitiveIfNecessary(property.type()) != Boolean.class) {
            throw new InvalidDataAccessApiUsageException(
                    "keyword " + keyword(part) + " needs a boolean, but property \"" + property.path() + "\" is "
                            + property.type().getSimpleName());
        }
        return arguments -> operands.compare(Operator.EQUAL, truth);
    }

    private static Condition constant(Part part, StoredProperty property, Operands operands, Operator operator) {
        if (property.isKey()) {
            throw new InvalidDataAccessApiUsageException("keyword " + keyword(part)
                    + " means nothing for the id, which every entity has; leave the condition out");
        }
        if (part.getType() == Part.Type.IS_NULL && property.leaf().getNulls() == Field.Nulls.SKIP) {
            throw new InvalidDataAccessApiUsageException("keyword IsNull finds nothing on property \"" + property.path()
                    + "\", whose nulls are not stored; store them with @Field(nulls = WRITE)");
        }
        return arguments -> operands.raw(operator, Value.NULL);
    }

    private static Condition startingWith(StoredProperty property, Operands operands, Signature signature) {
        if (property.type() != String.class) {
            throw new InvalidDataAccessApiUsageException(
                    "keyword StartingWith needs text, but property \"" + property.path() + "\" is "
                            + property.type().getSimpleName() + "; use Between or GreaterThanEqual");
        }
        int argument = signature.one(property, operands);
        return property.isKey()
                ? arguments -> keyStartingWith((String) arguments.required(argument), operands)
                : arguments -> textStartingWith((String) arguments.required(argument), operands);
    }

    private static Filter textStartingWith(String prefix, Operands operands) {
        String end = TextPrefix.end(prefix);
        return Filter.and(
                operands.raw(Operator.GREATER_THAN_OR_EQUAL, Value.of(prefix)),
                operands.raw(Operator.LESS_THAN, end == null ? AFTER_ALL_TEXT : Value.of(end)));
    }

    private static @Nullable Filter keyStartingWith(String prefix, Operands operands) {
        if (prefix.isEmpty()) {
            return null;
        }
        String end = TextPrefix.end(prefix);
        Filter lower = operands.compare(Operator.GREATER_THAN_OR_EQUAL, prefix);
        return end == null ? lower : Filter.and(lower, operands.compare(Operator.LESS_THAN, end));
    }

    private static Condition containing(StoredProperty property, Operands operands, Signature signature) {
        if (!property.leaf().isCollectionLike()) {
            throw new InvalidDataAccessApiUsageException("keyword Containing needs a collection, but property \""
                    + property.path() + "\" is " + property.type().getSimpleName()
                    + ", and no index finds text within text; use StartingWith, or store the words in a collection");
        }
        int argument = signature.one(property, operands);
        return arguments -> operands.compare(Operator.EQUAL, arguments.get(argument));
    }

    private static void refuseIgnoreCase(Part part, StoredProperty property) {
        boolean text = property.type() == String.class;
        if (part.shouldIgnoreCase() == Part.IgnoreCaseType.ALWAYS
                || (part.shouldIgnoreCase() == Part.IgnoreCaseType.WHEN_POSSIBLE && text)) {
            throw new InvalidDataAccessApiUsageException("keyword IgnoreCase on property \"" + property.path()
                    + "\" cannot be answered by index; store a lower case copy of the text and query that");
        }
    }

    private static InvalidDataAccessApiUsageException unsupported(Part part) {
        String way =
                switch (part.getType()) {
                    case LIKE, REGEX, ENDING_WITH -> "use StartingWith, or store a copy of the text to search by";
                    case IS_EMPTY -> "store the size, and compare it with 0";
                    case IS_NOT_EMPTY -> "use Exists, which finds collections with at least one element";
                    case NEAR, WITHIN -> "query with the template";
                    default -> "filter the result in code";
                };
        return new InvalidDataAccessApiUsageException("keyword " + keyword(part) + " on property \""
                + part.getProperty().toDotPath() + "\" cannot be answered by index; " + way);
    }

    /** The keyword as Java developers write it, such as {@code IsNotNull}. */
    private static String keyword(Part part) {
        return switch (part.getType()) {
            case REGEX -> "Regex";
            case TRUE -> "True";
            case FALSE -> "False";
            case LIKE, NOT_LIKE, ENDING_WITH, NOT_CONTAINING, NEAR, WITHIN ->
                part.getType().getKeywords().iterator().next().substring("Is".length());
            default -> part.getType().getKeywords().iterator().next();
        };
    }
}
