package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import dev.kindred.delay.TaskCall;
import dev.kindred.delay.TaskContext;
import java.util.Map;

/** Runs deferred calls in the namespace of their callers, whoever told it: the code, or the resolver. */
final class NamespaceTaskContext implements TaskContext {

    /** The header of App Engine's task queues for it. Stored with tasks: another name would leave their namespace unread. */
    static final String HEADER = "X-AppEngine-Current-Namespace";

    private final Tenancy tenancy;

    NamespaceTaskContext(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public Map<String, String> capture() {
        String namespace = tenancy.namespace();
        return namespace == null ? Map.of() : Map.of(HEADER, namespace);
    }

    @Override
    public void restore(Map<String, String> headers, TaskCall call) throws Exception {
        String namespace = headers.get(HEADER);
        if (namespace == null) {
            call.run();
            return;
        }
        Namespaces.<Boolean, Exception>call(namespace, () -> {
            call.run();
            return true;
        });
    }
}
