package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import org.springframework.core.task.TaskDecorator;

/**
 * Runs what executors run in the namespace of the one who handed it over: {@code @Async} methods, and others that Spring Boot's executors serve, on threads of a pool or virtual
 * ones. A scheduled method is handed over by nobody and has none.
 */
final class NamespaceTaskDecorator implements TaskDecorator {

    private final Tenancy tenancy;

    NamespaceTaskDecorator(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public Runnable decorate(Runnable task) {
        String namespace = tenancy.namespace();
        return namespace == null ? task : () -> Namespaces.run(namespace, task);
    }
}
