package dev.kindred.datastore.autoconfigure;

import java.util.function.IntConsumer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Copies a store if {@code kindred.copy.from} is set, and ends the process then: before any bean is made, so that there are no workers, no web server and no engine of the application's own. The log and the
 * configuration are there by now.
 */
final class StoreCopyInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private final IntConsumer exit;

    /** Made by Spring Boot. */
    StoreCopyInitializer() {
        this(System::exit);
    }

    StoreCopyInitializer(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (environment.containsProperty("kindred.copy.from") || environment.containsProperty("kindred.copy.to")) {
            exit.accept(new StoreCopyCommand(environment).run());
        }
    }
}
