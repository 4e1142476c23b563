package dev.kindred.datastore.spring.data.repository.aot;

import dev.kindred.datastore.spring.data.repository.query.PreparedMethod;
import dev.kindred.datastore.spring.data.repository.query.PreparedMethods;
import dev.kindred.datastore.spring.data.repository.query.PropertyConditions;
import dev.kindred.datastore.spring.data.repository.query.ResultShape;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport.FragmentCreationContext;

/** Superclass of the classes that are generated for repositories; not for others. Safe for all threads. */
public abstract class AotRepositoryFragmentSupport {

    private final String repository;
    private final PreparedMethods methods;

    /**
     * The generated methods of a repository.
     *
     * @param operations runs the queries
     * @param type of the entities
     * @param context of the repository
     */
    protected AotRepositoryFragmentSupport(
            DatastoreOperations operations, Class<?> type, FragmentCreationContext context) {
        this.repository =
                context.getRepositoryMetadata().getRepositoryInterface().getSimpleName();
        this.methods = new PreparedMethods(operations, type, context.getProjectionFactory());
    }

    /**
     * Prepares a method.
     *
     * @param signature such as {@code findByName(String)}
     * @param shape what it gives back
     * @return the method
     */
    protected final PreparedMethod method(String signature, ResultShape shape) {
        return methods.method(repository + "." + signature, shape);
    }

    /**
     * Conditions on a property.
     *
     * @param path field names, dotted
     * @return its conditions
     */
    protected final PropertyConditions property(String path) {
        return methods.property(path);
    }
}
