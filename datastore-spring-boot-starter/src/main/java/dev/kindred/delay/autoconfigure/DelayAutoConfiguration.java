package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTenancyAutoConfiguration;
import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import dev.kindred.delay.ClaimingLifecycle;
import dev.kindred.delay.DelayConfiguration;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.DelayJson;
import dev.kindred.delay.DelayOperations;
import dev.kindred.delay.DelayTemplate;
import dev.kindred.delay.DelayedBeanPostProcessor;
import dev.kindred.delay.DelayedRegistry;
import dev.kindred.delay.DelayedSchedules;
import dev.kindred.delay.MdcTaskContext;
import dev.kindred.delay.ParkedTasks;
import dev.kindred.delay.PayloadCodec;
import dev.kindred.delay.TaskContext;
import dev.kindred.delay.WorkersLifecycle;
import dev.kindred.delay.http.TaskRouter;
import dev.kindred.delay.observation.DelayEnqueueObservationConvention;
import dev.kindred.delay.observation.DelayExecuteObservationConvention;
import dev.kindred.delay.observation.ObservationTaskContext;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskObserver;
import dev.kindred.delay.queue.TaskQueues;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.io.ResourceLoader;

/** Auto-configuration of {@code @Delayed} methods, their queues, and the dispatcher that runs tasks while the context is started. */
@AutoConfiguration(after = {DatastoreAutoConfiguration.class, DatastoreTenancyAutoConfiguration.class})
@ConditionalOnClass(DelayOperations.class)
@ConditionalOnBean(Datastore.class)
@ConditionalOnBooleanProperty(name = "kindred.delay.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DelayProperties.class)
public final class DelayAutoConfiguration {

    DelayAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static DelayedBeanPostProcessor delayedBeanPostProcessor() {
        return new DelayedBeanPostProcessor();
    }

    // It looks for delayed methods when all singletons are made; a lazy one would never do so.
    @Bean
    static LazyInitializationExcludeFilter eagerDelayedRegistry() {
        return LazyInitializationExcludeFilter.forBeanTypes(DelayedRegistry.class);
    }

    // The mapper of stored arguments is made here and is no bean: the application's JSON is another matter.
    @Bean
    @ConditionalOnMissingBean
    DelayedRegistry delayedRegistry(ObjectProvider<PayloadCodec> payloads) {
        return new DelayedRegistry(DelayJson.create(), payloads.getIfAvailable(() -> PayloadCodec.NONE));
    }

    @Bean
    @ConditionalOnMissingBean
    TaskQueues taskQueues(
            Datastore datastore,
            DelayProperties properties,
            ObjectProvider<QueueSettings> settings,
            ObjectProvider<TaskObserver> observers,
            ResourceLoader resources,
            DelayedRegistry registry,
            @Qualifier(DelayConfiguration.CLOCK) ObjectProvider<Clock> clock) {
        TaskQueues.Builder queues = TaskQueues.on(datastore)
                .maxDelay(properties.maxDelay())
                .retention(properties.retention())
                .functions(registry::functionOf)
                .observer(TaskObserver.all(observers.orderedStream().toList()));
        clock.ifAvailable(queues::clock);
        settings.orderedStream().forEach(queues::queue);
        QueueYaml.read(properties.queueYaml(), resources).forEach(queues::queue);
        // Later, so that what is configured beats what is written in code.
        properties.queueSettings().forEach(queues::queue);
        return queues.build();
    }

    @Bean
    @ConditionalOnMissingBean(DelayOperations.class)
    DelayTemplate delay(DelayedRegistry registry, TaskQueues queues, ObjectProvider<TaskContext> contexts) {
        return new DelayTemplate(
                registry, queues, TaskContext.all(contexts.orderedStream().toList()));
    }

    @Bean
    @ConditionalOnMissingBean
    DelayInvoker delayInvoker(
            DelayedRegistry registry,
            BeanFactory beans,
            Datastore datastore,
            DelayProperties properties,
            ObjectProvider<TaskContext> contexts) {
        return new DelayInvoker(
                registry,
                beans,
                datastore,
                TaskContext.all(contexts.orderedStream().toList()),
                properties.unknownKey());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskDispatcher taskDispatcher(
            TaskQueues queues, DelayInvoker invoker, ObjectProvider<TaskRouter> routers, DelayProperties properties) {
        checkWork(properties, queues);
        TaskRouter router = routers.getIfAvailable();
        return TaskDispatcher.on(queues, router == null ? invoker : router)
                .workers(properties.workers())
                .only(properties.work())
                .threads(properties.threads())
                .build();
    }

    /** A mistyped queue would be worked off by nobody. Those of the library itself need not be configured. */
    private static void checkWork(DelayProperties properties, TaskQueues queues) {
        Set<String> known = new TreeSet<>(queues.configured());
        known.add(Task.DEFAULT_QUEUE);
        for (String queue : properties.work()) {
            if (!known.contains(queue) && !queue.startsWith("kindred-")) {
                throw new InvalidSettingException(
                        DelayProperties.PREFIX + "work",
                        queue,
                        "There is no such queue; there are " + known + ".",
                        "Correct the name, or configure the queue, be it with " + DelayProperties.PREFIX + "queues."
                                + queue + ".mode=push alone.");
            }
        }
    }

    @Bean
    @ConditionalOnMissingBean
    MdcTaskContext mdcTaskContext(DelayProperties properties) {
        return new MdcTaskContext(properties.mdc());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    static class ObservationConfiguration {

        @Bean
        @ConditionalOnMissingBean
        ObservationTaskContext observationTaskContext(
                ObjectProvider<ObservationRegistry> registry,
                ObjectProvider<DelayEnqueueObservationConvention> enqueue,
                ObjectProvider<DelayExecuteObservationConvention> execute) {
            return new ObservationTaskContext(
                    registry.getIfUnique(() -> ObservationRegistry.NOOP), enqueue.getIfUnique(), execute.getIfUnique());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tenancy.class)
    static class TenancyConfiguration {

        @Bean
        @ConditionalOnBean(Tenancy.class)
        NamespaceTaskContext namespaceTaskContext(Tenancy tenancy) {
            return new NamespaceTaskContext(tenancy);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(OnDispatchCondition.class)
    static class RunningConfiguration {

        @Bean
        @ConditionalOnMissingBean
        DelayedSchedules delayedSchedules(DelayedRegistry registry, TaskQueues queues) {
            return new DelayedSchedules(registry, queues);
        }

        @Bean
        @ConditionalOnMissingBean
        ParkedTasks parkedTasks(DelayedRegistry registry, TaskQueues queues) {
            return new ParkedTasks(registry, queues);
        }

        @Bean
        ClaimingLifecycle taskClaimingLifecycle(TaskDispatcher dispatcher) {
            return new ClaimingLifecycle(dispatcher);
        }

        @Bean
        WorkersLifecycle taskWorkersLifecycle(TaskDispatcher dispatcher, DelayProperties properties) {
            return new WorkersLifecycle(dispatcher, properties.shutdownGrace());
        }
    }
}
