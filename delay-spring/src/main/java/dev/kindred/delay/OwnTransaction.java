package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.ResourceTransactionManager;

/** The transaction of the datastore in which a run with {@link Delayed#transactional} is made, and its task ends. */
final class OwnTransaction {

    private final PlatformTransactionManager manager;

    private OwnTransaction(PlatformTransactionManager manager) {
        this.manager = manager;
    }

    /** Returns null if no transaction manager among the beans is the datastore's. */
    static @Nullable OwnTransaction of(BeanFactory beans, Datastore datastore) {
        if (beans instanceof ListableBeanFactory listable) {
            for (ResourceTransactionManager manager :
                    listable.getBeansOfType(ResourceTransactionManager.class).values()) {
                if (manager.getResourceFactory() == datastore) {
                    return new OwnTransaction(manager);
                }
            }
        }
        return null;
    }

    /** Makes the call; commits the end of the task with it, or rolls both back. */
    void during(DelayContext context, TaskCall call) throws Exception {
        TransactionStatus status = manager.getTransaction(new DefaultTransactionDefinition());
        try {
            call.run();
            context.completeWithMethod();
        } catch (Exception | Error failure) {
            if (!status.isCompleted()) {
                manager.rollback(status);
            }
            throw failure;
        }
        manager.commit(status);
    }
}
