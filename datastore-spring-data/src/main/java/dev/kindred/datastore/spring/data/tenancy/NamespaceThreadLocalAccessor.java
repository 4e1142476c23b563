package dev.kindred.datastore.spring.data.tenancy;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries the namespace that {@link Namespaces} opened wherever Micrometer's context propagation carries context: Reactor, executors with a
 * {@code ContextPropagatingTaskDecorator}, wrapped executor services. Registered by itself where that library is on the class path.
 */
public final class NamespaceThreadLocalAccessor implements ThreadLocalAccessor<String> {

    /** The key under which snapshots hold the namespace. */
    public static final String KEY = "kindred.datastore.namespace";

    /** Made by the registry. */
    public NamespaceThreadLocalAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable String getValue() {
        return Namespaces.current();
    }

    @Override
    public void setValue(String value) {
        Namespaces.set(value);
    }

    @Override
    public void setValue() {
        Namespaces.set(null);
    }
}
