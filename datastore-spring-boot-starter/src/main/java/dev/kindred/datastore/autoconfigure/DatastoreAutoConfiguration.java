package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DatastoreObserver;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.QueryObserver;
import dev.kindred.datastore.autoconfigure.slow.SlowQueries;
import dev.kindred.datastore.store.StorageEngine;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link Datastore} and of the {@link StorageEngine} under it, which is opened at its first use or when the context starts, and
 * closed when the context stops.
 */
@AutoConfiguration
@ConditionalOnClass(Datastore.class)
@ConditionalOnBooleanProperty(name = "kindred.datastore.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DatastoreProperties.class)
public final class DatastoreAutoConfiguration {

    /** The name of the bean of type {@link Clock} by which the engine tells the time of day; the system's clock, or that of its server, if there is none. */
    public static final String CLOCK = "kindredClock";

    DatastoreAutoConfiguration() {}

    // A user's Datastore may need no engine of ours: then there is none, and nothing opens a directory.
    @Bean
    @ConditionalOnMissingBean({StorageEngine.class, Datastore.class})
    StorageEngine datastoreEngine(
            DatastoreProperties properties,
            @Qualifier(CLOCK) ObjectProvider<Clock> clock,
            ObjectProvider<PostgresConnections> connections) {
        // One bean that decides at run time: the conditions of an application that was processed ahead of time are
        // frozen.
        return Engines.create(properties, clock.getIfAvailable(), connections.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean(Datastore.class)
    LocalDatastore datastore(
            StorageEngine engine,
            DatastoreProperties properties,
            ObjectProvider<DatastoreObserver> observers,
            ObjectProvider<QueryObserver> queryObservers) {
        return LocalDatastore.on(engine)
                .partition(properties.partition())
                .acceptApps(properties.acceptedAppIds())
                .missingIndex(properties.query().missingIndex())
                .maxSortRows(properties.query().maxSortRows())
                .observer(all(observers.orderedStream().toList()))
                .queryObserver(allOfQueries(queryObservers.orderedStream().toList()))
                .build();
    }

    // Present where it is off, too: an application that was processed ahead of time may switch it on.
    @Bean
    @ConditionalOnMissingBean
    SlowQueries datastoreSlowQueries(DatastoreProperties properties) {
        return new SlowQueries(properties.query().slowThreshold());
    }

    @Bean
    @ConditionalOnBean(StorageEngine.class)
    DatastoreLifecycle datastoreLifecycle(StorageEngine engine) {
        return new DatastoreLifecycle(engine);
    }

    private static DatastoreObserver all(List<DatastoreObserver> observers) {
        if (observers.isEmpty()) {
            return DatastoreObserver.NONE;
        }
        return (operation, outcome, nanos) ->
                observers.forEach(observer -> observer.finished(operation, outcome, nanos));
    }

    private static QueryObserver allOfQueries(List<QueryObserver> observers) {
        List<QueryObserver> awake = observers.stream()
                .filter(observer -> !(observer instanceof SlowQueries slow && slow.isOff()))
                .toList();
        return switch (awake.size()) {
            case 0 -> QueryObserver.NONE;
            case 1 -> awake.get(0);
            default -> query -> awake.forEach(observer -> observer.finished(query));
        };
    }
}
