package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** Entities as they are stored: properties have their stored names, and values tell their own type. */
final class EntitySubject extends Subject<Entity> {

    private final Query all;

    EntitySubject(DatastoreTemplate template, Query all) {
        super(template);
        this.all = all;
    }

    @Override
    Query all() {
        return all;
    }

    @Override
    String name(String property) {
        return property;
    }

    @Override
    String summand(String property) {
        return property;
    }

    @Override
    Filter compare(String property, Operator operator, @Nullable Object operand) {
        if (operator != Operator.IN && operator != Operator.NOT_IN) {
            return Filter.of(property, operator, operand(property, operand));
        }
        if (!(operand instanceof Collection<?> several)) {
            throw new InvalidDataAccessApiUsageException(
                    "Membership of \"" + property + "\" needs a collection, not " + operand + ".");
        }
        List<Value> values = new ArrayList<>(several.size());
        several.forEach(each -> values.add(operand(property, each)));
        return Filter.of(property, operator, Value.of(values));
    }

    private Value operand(String property, @Nullable Object operand) {
        if (property.equals(Query.KEY) && !(operand instanceof Key)) {
            throw new InvalidDataAccessApiUsageException(
                    "\"" + Query.KEY + "\" is compared with a Key, not with " + operand + ".");
        }
        return template.getConverter()
                .writeValue(operand, template.getDatastore().partition());
    }

    @Override
    @Nullable
    Object value(Value value, String property) {
        return template.getConverter().readValue(value);
    }

    @Override
    String column(String property) {
        return property;
    }

    @Override
    <R> Function<List<Entity>, List<R>> objects(Class<R> result, FetchPlan plan) {
        if (result == Entity.class) {
            return entities -> entities.stream().<R>map(result::cast).toList();
        }
        if (result == Key.class) {
            return entities -> entities.stream()
                    .<R>map(entity -> result.cast(entity.key()))
                    .toList();
        }
        if (result == Map.class) {
            return entities -> entities.stream()
                    .<R>map(entity -> result.cast(template.getConverter().toMap(entity)))
                    .toList();
        }
        return entities -> template.fromEntities(entities, result, plan);
    }

    @Override
    int chunk() {
        return 1;
    }
}
