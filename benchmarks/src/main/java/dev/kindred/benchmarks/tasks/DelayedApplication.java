package dev.kindred.benchmarks.tasks;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import java.nio.file.Path;
import java.util.Map;
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
        return new SpringApplicationBuilder(DelayedApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "kindred.datastore.embedded.path", directory.toString(),
                        "kindred.datastore.embedded.durability", durability,
                        "kindred.delay.dispatcher.enabled", "false",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "error"))
                .initializers(context ->
                        ((GenericApplicationContext) context).registerBean(TaskContestant.Handler.class, () -> handler))
                .run();
    }

    @Bean
    DelayedCalls delayedCalls(TaskContestant.Handler handler) {
        return new DelayedCalls(handler);
    }
}
