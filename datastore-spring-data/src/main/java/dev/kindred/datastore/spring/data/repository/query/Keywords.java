package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.template.PropertyFilters;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.geo.Box;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.util.ClassUtils;

/** The keywords of derived queries, each as conditions on indexes. */
final class Keywords {

    /** Ends every report of refused methods. */
    static final String SUPPORTED =
            "Keywords answered by index: And, Or, Is/Equals, Not, LessThan, LessThanEqual, GreaterThan, GreaterThanEqual,"
                    + " Before, After, Between, In, NotIn, True, False, IsNull, IsNotNull, Exists, StartingWith (text), Containing (collection), Ancestor,"
                    + " OrderBy, First, Top, Distinct."
                    + " With kindred.datastore.query.post-filter=allow also by reading and filtering: Like, NotLike, EndingWith, Containing and NotContaining (text),"
                    + " Regex, IsEmpty (collection), IgnoreCase, Within (a Box around places).";

    private final PropertyFilters filters;
    private final QuerySettings settings;
    private final List<String> filtered = new ArrayList<>();

    Keywords(PropertyFilters filters, QuerySettings settings) {
        this.filters = filters;
        this.settings = settings;
    }

    /** The conditions made so far that indexes do not answer alone. */
    List<String> filtered() {
        return filtered;
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
        Operands operands = new Operands(filters, property);
        if (ignoresCase(part, property)) {
            return ignoringCase(part, property, operands, signature);
        }
        return switch (part.getType()) {
            case SIMPLE_PROPERTY -> one(Comparison.IS, property, operands, signature);
            case NEGATING_SIMPLE_PROPERTY -> one(Comparison.IS_NOT, property, operands, signature);
            case LESS_THAN, BEFORE -> one(Comparison.LESS_THAN, property, operands, signature);
            case LESS_THAN_EQUAL -> one(Comparison.LESS_THAN_EQUAL, property, operands, signature);
            case GREATER_THAN, AFTER -> one(Comparison.GREATER_THAN, property, operands, signature);
            case GREATER_THAN_EQUAL -> one(Comparison.GREATER_THAN_EQUAL, property, operands, signature);
            case BETWEEN -> between(property, operands, signature);
            case IN -> indexed(Comparison.IN, property, operands, signature.many(property, operands));
            case NOT_IN -> indexed(Comparison.NOT_IN, property, operands, signature.many(property, operands));
            case LIKE, NOT_LIKE, REGEX, ENDING_WITH ->
                text(part, property, operands, signature, TextMatch.Case.SENSITIVE);
            case TRUE -> truth(part, property, operands, Comparison.IS_TRUE);
            case FALSE -> truth(part, property, operands, Comparison.IS_FALSE);
            case IS_NULL -> constant(part, property, operands, Comparison.IS_NULL);
            case IS_NOT_NULL -> constant(part, property, operands, Comparison.IS_NOT_NULL);
            case EXISTS -> constant(part, property, operands, Comparison.EXISTS);
            case STARTING_WITH -> startingWith(property, operands, signature);
            case IS_EMPTY -> empty(part, property, operands);
            case IS_NOT_EMPTY -> notEmpty(part, property, operands);
            case NOT_CONTAINING ->
                property.leaf().isCollectionLike()
                        ? notContainingElement(part, property, operands, signature)
                        : text(part, property, operands, signature, TextMatch.Case.SENSITIVE);
            case CONTAINING -> containing(part, property, operands, signature);
            case WITHIN -> within(part, property, signature);
            case NEAR -> throw unsupported(part);
        };
    }

    private static Condition indexed(
            Comparison comparison, StoredProperty property, Operands operands, Integer... arguments) {
        return new Condition.Indexed(
                comparison, property, new PropertyConditions(property, operands), List.of(arguments));
    }

    private static Condition one(
            Comparison comparison, StoredProperty property, Operands operands, Signature signature) {
        return indexed(comparison, property, operands, signature.one(property, operands));
    }

    private static Condition between(StoredProperty property, Operands operands, Signature signature) {
        if (signature.nextIsRange()) {
            return one(Comparison.WITHIN, property, operands, signature);
        }
        int from = signature.one(property, operands);
        return indexed(Comparison.BETWEEN, property, operands, from, signature.one(property, operands));
    }

    private static Condition truth(Part part, StoredProperty property, Operands operands, Comparison truth) {
        if (ClassUtils.resolvePrimitiveIfNecessary(property.type()) != Boolean.class) {
            throw new InvalidDataAccessApiUsageException(
                    "keyword " + keyword(part) + " needs a boolean, but property \"" + property.path() + "\" is "
                            + property.type().getSimpleName());
        }
        return indexed(truth, property, operands);
    }

    private static Condition constant(Part part, StoredProperty property, Operands operands, Comparison comparison) {
        if (property.isKey()) {
            throw new InvalidDataAccessApiUsageException("keyword " + keyword(part)
                    + " means nothing for the id, which every entity has; leave the condition out");
        }
        if (part.getType() == Part.Type.IS_NULL && property.leaf().getNulls() == Field.Nulls.SKIP) {
            throw new InvalidDataAccessApiUsageException("keyword IsNull finds nothing on property \"" + property.path()
                    + "\", whose nulls are not stored; store them with @Field(nulls = WRITE)");
        }
        return indexed(comparison, property, operands);
    }

    private static Condition startingWith(StoredProperty property, Operands operands, Signature signature) {
        if (property.type() != String.class) {
            throw new InvalidDataAccessApiUsageException(
                    "keyword StartingWith needs text, but property \"" + property.path() + "\" is "
                            + property.type().getSimpleName() + "; use Between or GreaterThanEqual");
        }
        return one(Comparison.STARTING_WITH, property, operands, signature);
    }

    private Condition containing(Part part, StoredProperty property, Operands operands, Signature signature) {
        if (!property.leaf().isCollectionLike()) {
            return text(part, property, operands, signature, TextMatch.Case.SENSITIVE);
        }
        return one(Comparison.IS, property, operands, signature);
    }

    private Condition notContainingElement(Part part, StoredProperty property, Operands operands, Signature signature) {
        refuseUnlessFiltering(part);
        int argument = signature.one(property, operands);
        return arguments -> {
            Filter contains = operands.compare(Operator.EQUAL, arguments.get(argument));
            return Constraint.rest(
                    entity -> StoredPath.of(entity, property.name()) != null && !FilterMatch.matches(contains, entity));
        };
    }

    private Condition within(Part part, StoredProperty property, Signature signature) {
        if (property.type() != GeoPoint.class) {
            throw new InvalidDataAccessApiUsageException("keyword Within needs a GeoPoint, but property \""
                    + property.path() + "\" is " + property.type().getSimpleName());
        }
        refuseUnlessFiltering(part);
        int argument = signature.box(property);
        return arguments -> GeoBox.of((Box) arguments.required(argument)).constraint(property.name());
    }

    /** A comparison of text by looking at it. */
    private Condition text(
            Part part, StoredProperty property, Operands operands, Signature signature, TextMatch.Case letters) {
        if (property.type() != String.class) {
            throw new InvalidDataAccessApiUsageException("keyword " + keyword(part) + " needs text"
                    + (part.getType() == Part.Type.CONTAINING ? " or a collection" : "") + ", but property \""
                    + property.path() + "\" is " + property.type().getSimpleName());
        }
        refuseUnlessFiltering(part);
        int argument = signature.one(property, operands);
        TextConditions text = new TextConditions(property, operands);
        TextMatch match =
                switch (part.getType()) {
                    case LIKE, NOT_LIKE -> TextMatch.LIKE;
                    case REGEX -> TextMatch.REGEX;
                    case STARTING_WITH -> TextMatch.STARTING;
                    case ENDING_WITH -> TextMatch.ENDING;
                    case CONTAINING, NOT_CONTAINING -> TextMatch.CONTAINING;
                    default -> TextMatch.EQUAL;
                };
        boolean negated = part.getType() == Part.Type.NOT_LIKE
                || part.getType() == Part.Type.NOT_CONTAINING
                || part.getType() == Part.Type.NEGATING_SIMPLE_PROPERTY;
        return arguments -> {
            String operand = (String) arguments.required(argument);
            return negated ? text.none(match, operand, letters) : text.some(match, operand, letters);
        };
    }

    private Condition ignoringCase(Part part, StoredProperty property, Operands operands, Signature signature) {
        return switch (part.getType()) {
            case SIMPLE_PROPERTY,
                    NEGATING_SIMPLE_PROPERTY,
                    LIKE,
                    NOT_LIKE,
                    REGEX,
                    STARTING_WITH,
                    ENDING_WITH,
                    CONTAINING,
                    NOT_CONTAINING -> text(part, property, operands, signature, TextMatch.Case.IGNORED);
            case IN, NOT_IN -> {
                refuseUnlessFiltering(part);
                int argument = signature.many(property, operands);
                TextConditions text = new TextConditions(property, operands);
                yield arguments -> {
                    List<String> wanted = arguments.many(argument).stream()
                            .map(String::valueOf)
                            .toList();
                    return part.getType() == Part.Type.IN
                            ? text.among(wanted, TextMatch.Case.IGNORED)
                            : text.notAmong(wanted, TextMatch.Case.IGNORED);
                };
            }
            default ->
                throw new InvalidDataAccessApiUsageException("keyword IgnoreCase does not go with " + keyword(part)
                        + " on property \"" + property.path()
                        + "\": the order of text regards case; store a lower case copy of the text and query that");
        };
    }

    private static boolean ignoresCase(Part part, StoredProperty property) {
        return part.shouldIgnoreCase() == Part.IgnoreCaseType.ALWAYS
                || part.shouldIgnoreCase() == Part.IgnoreCaseType.WHEN_POSSIBLE && property.type() == String.class;
    }

    private Condition empty(Part part, StoredProperty property, Operands operands) {
        if (property.leaf().isCollectionLike()) {
            refuseUnlessFiltering(part);
            return arguments ->
                    Constraint.rest(entity -> StoredPath.of(entity, property.name()) instanceof Value.ListValue list
                            && list.values().isEmpty());
        }
        requireText(part, property);
        return indexed(Comparison.IS_EMPTY_TEXT, property, operands);
    }

    private static Condition notEmpty(Part part, StoredProperty property, Operands operands) {
        if (property.leaf().isCollectionLike()) {
            return indexed(Comparison.EXISTS, property, operands);
        }
        requireText(part, property);
        return indexed(Comparison.IS_NOT_EMPTY_TEXT, property, operands);
    }

    private static void requireText(Part part, StoredProperty property) {
        if (property.isKey() || property.type() != String.class) {
            throw new InvalidDataAccessApiUsageException("keyword " + keyword(part)
                    + " needs a collection or text, but property \"" + property.path() + "\" is "
                    + property.type().getSimpleName());
        }
    }

    private void refuseUnlessFiltering(Part part) {
        if (settings.postFilter() == PostFilter.FAIL) {
            throw unsupported(part);
        }
        filtered.add(keyword(part) + " on \"" + part.getProperty().toDotPath() + "\"");
    }

    private static InvalidDataAccessApiUsageException unsupported(Part part) {
        boolean ignoresCase = part.shouldIgnoreCase() != Part.IgnoreCaseType.NEVER;
        String way = ignoresCase
                ? "store a lower case copy of the text and query that"
                : switch (part.getType()) {
                    case LIKE, REGEX, ENDING_WITH -> "use StartingWith, or store a copy of the text to search by";
                    case CONTAINING -> "use StartingWith, or store the words in a collection";
                    case IS_EMPTY -> "store the size, and compare it with 0";
                    case WITHIN -> "compare latitude and longitude as properties of their own";
                    case NEAR -> "take those Within a Box, and sort them by distance in code";
                    default -> "filter the result in code";
                };
        boolean never = part.getType() == Part.Type.NEAR;
        return new InvalidDataAccessApiUsageException(
                "keyword " + (ignoresCase ? "IgnoreCase" : keyword(part)) + " on property \""
                        + part.getProperty().toDotPath() + "\" cannot be answered by index; " + way
                        + (never ? "" : ", or let it read and filter with kindred.datastore.query.post-filter=warn"));
    }

    /** The keyword as Java developers write it, such as {@code IsNotNull}. */
    private static String keyword(Part part) {
        return switch (part.getType()) {
            case REGEX -> "Regex";
            case TRUE -> "True";
            case FALSE -> "False";
            case LIKE, NOT_LIKE, STARTING_WITH, ENDING_WITH, CONTAINING, NOT_CONTAINING, NEAR, WITHIN ->
                part.getType().getKeywords().iterator().next().substring("Is".length());
            default -> part.getType().getKeywords().iterator().next();
        };
    }
}
