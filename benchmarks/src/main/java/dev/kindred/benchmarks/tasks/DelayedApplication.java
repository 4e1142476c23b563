package dev.kindred.benchmarks.tasks;

import com.zaxxer.hikari.HikariDataSource;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.datastore.engine.postgres.PostgresEngine;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** The application that an issue of tasks needs: the starter's own configuration, without what else is on this module's class path. Its workers do not start by themselves. */
@Configuration
@ImportAutoConfiguration({
    DatastoreAutoConfiguration.class,
    DatastoreTransactionAutoConfiguration.class,
    DelayAutoConfiguration.class
})
class DelayedApplication {

    static ConfigurableApplicationContext start(Path directory, String durability, TaskContestant.Handler handler) {
        return start(
                handler,
                Map.of(
                        "kindred.datastore.embedded.path",
                        directory.toString(),
                        "kindred.datastore.embedded.durability",
                        durability),
                context -> {});
    }

    static ConfigurableApplicationContext startOnServer(Path directory, TaskContestant.Handler handler) {
        HikariDataSource pool = JdbcStore.SERVER.open(directory);
        return start(handler, Map.of(), context -> {
            context.registerBean(HikariDataSource.class, () -> pool);
            context.registerBean(
                    StorageEngine.class, () -> PostgresEngine.on(pool).build());
        });
    }

    private static ConfigurableApplicationContext start(
            TaskContestant.Handler handler,
            Map<String, Object> properties,
            Consumer<GenericApplicationContext> initializer) {
        return new SpringApplicationBuilder(DelayedApplication.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .properties(Map.of(
                        "kindred.delay.dispatcher.enabled", "false",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "error"))
                .initializers(context -> {
                    GenericApplicationContext generic = (GenericApplicationContext) context;
                    generic.registerBean(TaskContestant.Handler.class, () -> handler);
                    initializer.accept(generic);
                })
                .run();
    }

    @Bean
    DelayedCalls delayedCalls(TaskContestant.Handler handler) {
        return new DelayedCalls(handler);
    }
}
