package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.MovableClock;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** An application with deferred methods whose tests say when tasks run, and what time it is. */
abstract class DelayedScenario {

    final MovableClock clock = new MovableClock();
    AnnotationConfigApplicationContext context;
    DelayOperations delay;
    TaskQueues queues;
    TaskDispatcher dispatcher;
    Datastore datastore;

    /** Starts it on an engine without data, with the beans that are registered. */
    final void start(Supplier<StorageEngine> engine, Consumer<AnnotationConfigApplicationContext> beans) {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(
                LocalDatastore.class, () -> LocalDatastore.on(engine.get()).build());
        beans.accept(context);
        context.refresh();
        delay = context.getBean("delay", DelayOperations.class);
        queues = context.getBean(TaskQueues.class);
        dispatcher = context.getBean(TaskDispatcher.class);
        datastore = context.getBean(Datastore.class);
        dispatcher.stop(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    /** Lets time pass second by second, and runs what is due. */
    final void runFor(Duration time) {
        runFor(time, Duration.ofSeconds(1));
    }

    final void runFor(Duration time, Duration step) {
        for (Instant end = clock.instant().plus(time); !clock.instant().isAfter(end); clock.advance(step)) {
            dispatcher.runDue();
        }
    }
}
