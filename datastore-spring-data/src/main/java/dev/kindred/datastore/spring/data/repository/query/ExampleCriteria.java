package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.convert.ValueRange;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.ExampleMatcher.NullHandler;
import org.springframework.data.domain.ExampleMatcher.StringMatcher;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.PersistentPropertyPath;
import org.springframework.data.support.ExampleMatcherAccessor;
import org.springframework.util.ObjectUtils;

/** Makes a query of one example: a condition for each of its fields that has a value, by index where there is one for it. */
final class ExampleCriteria {

    private final DatastoreOperations operations;
    private final Example<?> example;
    private final ExampleMatcher matcher;
    private final ExampleMatcherAccessor specifics;
    private final DatastorePersistentEntity<?> entity;
    private final List<Constraint> constraints = new ArrayList<>();
    private @Nullable Key ancestor;

    private ExampleCriteria(DatastoreOperations operations, Example<?> example) {
        this.operations = operations;
        this.example = example;
        this.matcher = example.getMatcher();
        this.specifics = new ExampleMatcherAccessor(matcher);
        this.entity = operations.getConverter().getMappingContext().getRequiredPersistentEntity(example.getProbeType());
    }

    static BoundQuery of(DatastoreOperations operations, Example<?> example) {
        ExampleCriteria criteria = new ExampleCriteria(operations, example);
        criteria.addAll(criteria.entity, example.getProbe(), "", Reach.INDEXED);
        Query query = operations.query(example.getProbeType()).toQuery();
        if (criteria.ancestor != null) {
            query = query.ancestor(criteria.ancestor);
        }
        if (criteria.constraints.isEmpty()) {
            return BoundQuery.of(query);
        }
        Constraint met = criteria.matcher.isAllMatching()
                ? Constraint.all(criteria.constraints)
                : Constraint.any(criteria.constraints);
        if (met.index() instanceof Filter.And and) {
            for (Filter filter : and.filters()) {
                query = query.filter(filter);
            }
        } else if (met.index() != null) {
            query = query.filter(met.index());
        }
        return new BoundQuery(query, met.rest());
    }

    /** Whether indexes reach a field. */
    private enum Reach {
        INDEXED,
        UNINDEXED
    }

    private void addAll(DatastorePersistentEntity<?> owner, Object source, String prefix, Reach reach) {
        PersistentPropertyAccessor<Object> accessor = owner.getPropertyAccessor(source);
        for (DatastorePersistentProperty property : owner) {
            String path = prefix + property.getName();
            if (property.isTransient() || property.isNamespaceProperty() || matcher.isIgnoredPath(path)) {
                continue;
            }
            Object value = specifics
                    .getValueTransformerForPath(path)
                    .apply(Optional.ofNullable(unwrapped(accessor.getProperty(property))))
                    .orElse(null);
            boolean inKey = prefix.isEmpty() && (property.isIdProperty() || property.isParentProperty());
            if (inKey && value != null) {
                addKeyPart(property, value);
            } else if (!inKey && (value != null || specifics.getNullHandler() == NullHandler.INCLUDE)) {
                add(property, path, value, property.isIndexed() ? reach : Reach.UNINDEXED);
            }
        }
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    private void addKeyPart(DatastorePersistentProperty property, Object value) {
        if (property.isIdProperty()) {
            boolean none = value instanceof Number number && number.longValue() == 0;
            if (!none) {
                constraints.add(Constraint.of(Filter.key(Operator.EQUAL, operations.getKey(example.getProbe()))));
            }
            return;
        }
        Key parent =
                value instanceof Key key ? key : value instanceof Ref<?> ref ? ref.key() : operations.getKey(value);
        if (matcher.isAllMatching()) {
            ancestor = parent;
        }
        constraints.add(Constraint.rest(stored -> parent.equals(stored.key().parent())));
    }

    private void add(DatastorePersistentProperty property, String path, @Nullable Object value, Reach reach) {
        if (value != null
                && property.getReferredType() == null
                && property.isEntity()
                && !property.isCollectionLike()
                && !property.isMap()) {
            addAll(
                    operations
                            .getConverter()
                            .getMappingContext()
                            .getRequiredPersistentEntity(property.getTypeInformation()),
                    value,
                    path + ".",
                    reach);
            return;
        }
        if (ObjectUtils.isEmpty(value) && (property.isCollectionLike() || property.isMap())) {
            return;
        }
        boolean objects = property.isCollectionLike() && property.getReferredType() == null && property.isEntity();
        if (property.isMap() || objects) {
            throw new InvalidDataAccessApiUsageException("An example cannot be compared by \"" + path
                    + "\", which holds several values with fields of their own; leave it empty, or name it in"
                    + " withIgnorePaths(\"" + path + "\").");
        }
        PersistentPropertyPath<DatastorePersistentProperty> properties =
                operations.filters().path(entity.getType(), path);
        StoredProperty stored =
                new StoredProperty(entity, properties, operations.filters().name(properties));
        if (property.isCollectionLike()) {
            List<Constraint> elements = new ArrayList<>();
            for (Object element : Arguments.many(value, "\"" + path + "\"")) {
                elements.add(constraint(stored, path, element, reach));
            }
            constraints.add(Constraint.all(elements));
        } else {
            constraints.add(constraint(stored, path, value, reach));
        }
    }

    private Constraint constraint(StoredProperty property, String path, @Nullable Object value, Reach reach) {
        if (value instanceof String text && property.type() == String.class) {
            TextMatch match = match(specifics.getStringMatcherForPath(path));
            TextMatch.Case letters =
                    specifics.isIgnoreCaseForPath(path) ? TextMatch.Case.IGNORED : TextMatch.Case.SENSITIVE;
            if (reach == Reach.INDEXED) {
                return new TextConditions(property, new Operands(operations.filters(), property))
                        .some(match, text, letters);
            }
            Predicate<String> test = match.test(text, letters);
            return stored(property, each -> each instanceof Value.StringValue string && test.test(string.value()));
        }
        if (reach == Reach.INDEXED) {
            return Constraint.of(operations.filters().compare(property.properties(), Operator.EQUAL, value));
        }
        ValueRange range = operations.getConverter().toRange(value, property.leaf());
        return stored(
                property,
                each -> each.rank() != Value.Rank.UNORDERED
                        && Value.order(each, range.from()) >= 0
                        && Value.order(each, range.to()) <= 0);
    }

    private static Constraint stored(StoredProperty property, Predicate<Value> test) {
        return Constraint.rest((Entity entity) -> {
            Value value = StoredPath.of(entity, property.name());
            if (value instanceof Value.ListValue list) {
                return list.values().stream().anyMatch(test);
            }
            return value != null && test.test(value);
        });
    }

    private static TextMatch match(StringMatcher matcher) {
        return switch (matcher) {
            case DEFAULT, EXACT -> TextMatch.EQUAL;
            case STARTING -> TextMatch.STARTING;
            case ENDING -> TextMatch.ENDING;
            case CONTAINING -> TextMatch.CONTAINING;
            case REGEX -> TextMatch.REGEX;
        };
    }
}
