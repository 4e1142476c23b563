package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.JdbcTransactionJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.util.function.SingletonSupplier;

/** Lets the datastore hear of the transactions of all other managers; which of them it joins is seen at each, by the connection. Also of managers that the application declares itself. */
final class TransactionJoining implements BeanPostProcessor {

    private final JdbcTransactionJoiner joiner;

    TransactionJoining(ObjectProvider<Datastore> datastore) {
        SingletonSupplier<@Nullable Datastore> once = SingletonSupplier.ofNullable(datastore::getIfUnique);
        joiner = new JdbcTransactionJoiner(once);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConfigurableTransactionManager manager && !(bean instanceof DatastoreTransactionManager)) {
            manager.addListener(joiner);
        }
        return bean;
    }
}
