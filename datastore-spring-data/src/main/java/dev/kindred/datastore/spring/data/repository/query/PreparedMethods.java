package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.data.projection.ProjectionFactory;
import org.springframework.data.util.Lazy;

/**
 * What the generated methods of a repository have in common. They run as the methods of an interface do that are understood at start-up: the same conditions, the same
 * execution. Public for generated code alone. Safe for all threads.
 */
public final class PreparedMethods {

    private final DatastoreOperations operations;
    private final Class<?> type;
    private final ProjectionFactory projections;
    private final Lazy<StoredProperties> properties;
    private final Map<String, PropertyConditions> conditions = new ConcurrentHashMap<>();

    /**
     * The methods of one repository. Looks at nothing before the first call.
     *
     * @param operations runs the queries
     * @param type of the entities
     * @param projections makes views of them
     */
    public PreparedMethods(DatastoreOperations operations, Class<?> type, ProjectionFactory projections) {
        this.operations = operations;
        this.type = type;
        this.projections = projections;
        this.properties = Lazy.of(() -> new StoredProperties(operations, type));
    }

    /**
     * A method.
     *
     * @param name such as {@code Cities.findByName(String)}
     * @param shape what it gives back
     * @return the method, which returns entities
     */
    public PreparedMethod method(String name, ResultShape shape) {
        return new PreparedMethod(this, name, shape);
    }

    /**
     * Conditions on a property.
     *
     * @param path field names, dotted
     * @return its conditions
     * @throws RuntimeException if there is no such property, or no index of it
     */
    public PropertyConditions property(String path) {
        PropertyConditions known = conditions.get(path);
        return known != null ? known : conditions.computeIfAbsent(path, this::conditions);
    }

    private PropertyConditions conditions(String path) {
        StoredProperty property = properties.get().find(path);
        return new PropertyConditions(property, new Operands(operations.filters(), property));
    }

    DatastoreOperations operations() {
        return operations;
    }

    Class<?> type() {
        return type;
    }

    ProjectionFactory projections() {
        return projections;
    }
}
