package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskObserver;
import dev.kindred.delay.queue.TaskQueues;
import dev.kindred.delay.queue.TaskRetention;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * Everything delayed methods need in an application without Spring Boot; import it beside a {@link Datastore} bean. Beans of type {@link QueueSettings} configure queues, beans of type
 * {@link TaskObserver} are told what happens, beans of type {@link TaskContext} travel with the calls, one of type {@link PayloadCodec} encrypts them, one of type {@link TaskRetention} says how long results and history are kept; a {@link Clock} named {@value #CLOCK} says what is due. With Spring Boot the starter does this, with properties.
 */
@Configuration(proxyBeanMethods = false)
public class DelayConfiguration {

    /** The name of the bean of type {@link Clock} by which tasks are due; the system's clock if there is none. */
    public static final String CLOCK = "kindredClock";

    private static final Duration GRACE = Duration.ofSeconds(25);

    /** Made by Spring. */
    public DelayConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DelayedBeanPostProcessor delayedBeanPostProcessor() {
        return new DelayedBeanPostProcessor();
    }

    @Bean
    DelayedRegistry delayedRegistry(ObjectProvider<PayloadCodec> payloads) {
        return new DelayedRegistry(DelayJson.create(), payloads.getIfAvailable(() -> PayloadCodec.NONE));
    }

    @Bean
    TaskQueues taskQueues(
            Datastore datastore,
            ObjectProvider<QueueSettings> settings,
            ObjectProvider<TaskObserver> observers,
            ObjectProvider<TaskRetention> retention,
            DelayedRegistry registry,
            @Qualifier(CLOCK) ObjectProvider<Clock> clock) {
        TaskQueues.Builder queues = TaskQueues.on(datastore)
                .retention(retention.getIfAvailable(() -> TaskRetention.NONE))
                .functions(registry::functionOf)
                .observer(TaskObserver.all(observers.orderedStream().toList()));
        clock.ifAvailable(queues::clock);
        settings.orderedStream().forEach(queues::queue);
        return queues.build();
    }

    @Bean
    DelayTemplate delay(DelayedRegistry registry, TaskQueues queues, ObjectProvider<TaskContext> contexts) {
        return new DelayTemplate(
                registry, queues, TaskContext.all(contexts.orderedStream().toList()));
    }

    @Bean
    DelayInvoker delayInvoker(
            DelayedRegistry registry, BeanFactory beans, Datastore datastore, ObjectProvider<TaskContext> contexts) {
        return new DelayInvoker(
                registry,
                beans,
                datastore,
                TaskContext.all(contexts.orderedStream().toList()));
    }

    @Bean
    TaskDispatcher taskDispatcher(TaskQueues queues, DelayInvoker invoker) {
        return TaskDispatcher.on(queues, invoker).build();
    }

    @Bean
    DelayedSchedules delayedSchedules(DelayedRegistry registry, TaskQueues queues) {
        return new DelayedSchedules(registry, queues);
    }

    @Bean
    ParkedTasks parkedTasks(DelayedRegistry registry, TaskQueues queues) {
        return new ParkedTasks(registry, queues);
    }

    @Bean
    ClaimingLifecycle taskClaimingLifecycle(TaskDispatcher dispatcher) {
        return new ClaimingLifecycle(dispatcher);
    }

    @Bean
    WorkersLifecycle taskWorkersLifecycle(TaskDispatcher dispatcher) {
        return new WorkersLifecycle(dispatcher, GRACE);
    }
}
