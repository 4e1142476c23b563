package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.StoredCall;
import dev.kindred.delay.event.QueueEvent;
import dev.kindred.delay.event.QueuePaused;
import dev.kindred.delay.event.QueuePurged;
import dev.kindred.delay.event.QueueResumed;
import dev.kindred.delay.event.TaskDeadLettered;
import dev.kindred.delay.event.TaskDiscarded;
import dev.kindred.delay.event.TaskEventPublisher;
import dev.kindred.delay.event.TaskRedriven;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

@ExtendWith(OutputCaptureExtension.class)
class DelayEventsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class, DelayAutoConfiguration.class, DelayEventsAutoConfiguration.class))
            .withBean(Worker.class)
            .withBean(Listener.class)
            .withPropertyValues(
                    "kindred.datastore.engine=memory",
                    "kindred.delay.dispatcher.enabled=false",
                    "kindred.delay.queues.mail.retry.limit=0");

    @Test
    void t24_deadLettersAndWhatBecomesOfThemArePublished() {
        runner.run(context -> {
            Listener listener = context.getBean(Listener.class);
            TaskQueues queues = context.getBean(TaskQueues.class);
            context.getBean(Worker.class).fail("ada");
            context.getBean(Worker.class).fail("bob");

            context.getBean(TaskDispatcher.class).runDue();
            queues.redrive("mail", queues.dead("mail", 0, 1).get(0).task().id());
            queues.discardAll("mail");

            assertThat(listener.events).hasSize(4).allMatch(event -> event.queue()
                    .equals("mail"));
            assertThat(listener.events.get(0)).isInstanceOfSatisfying(TaskDeadLettered.class, event -> {
                assertThat(event.reason()).isEqualTo(DeadTask.Reason.RETRIES_EXHAUSTED);
                assertThat(event.failure()).hasMessage("no post");
                assertThat(StoredCall.find(event.task())).hasToString("mail.fail");
            });
            assertThat(listener.alerts).hasSize(2).allMatch("mail: mail.fail was given up, RETRIES_EXHAUSTED"::equals);
            assertThat(listener.events.get(2)).isInstanceOf(TaskRedriven.class);
            assertThat(listener.events.get(3)).isInstanceOf(TaskDiscarded.class);
        });
    }

    @Test
    void pausesAndPurgesArePublishedWhenTheyAreStored() {
        runner.run(context -> {
            Listener listener = context.getBean(Listener.class);
            TaskQueues queues = context.getBean(TaskQueues.class);
            context.getBean(Worker.class).fail("ada");
            listener.look = () -> assertThat(queues.isPaused("mail")).isTrue();

            queues.pause("mail");
            listener.look = () -> {};
            queues.purge("mail");
            queues.resume("mail");

            assertThat(listener.events)
                    .containsExactly(new QueuePaused("mail"), new QueuePurged("mail", 1), new QueueResumed("mail"));
        });
    }

    @Test
    void aListenerThatThrowsHarmsNothingAndIsLogged(CapturedOutput output) {
        runner.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            context.getBean(Listener.class).look = () -> {
                throw new IllegalStateException("no listener");
            };
            context.getBean(Worker.class).fail("ada");

            context.getBean(TaskDispatcher.class).runDue();
            queues.pause("mail");

            assertThat(queues.deadLetters("mail").count()).isEqualTo(1);
            assertThat(queues.isPaused("mail")).isTrue();
            assertThat(output)
                    .contains("A listener failed for the event TaskDeadLettered of queue \"mail\"", "no listener");
        });
    }

    @Test
    void anApplicationsOwnPublisherIsUsed() {
        runner.withBean("mine", TaskEventPublisher.class, () -> new TaskEventPublisher(event -> {}))
                .run(context -> assertThat(context.getBeanNamesForType(TaskEventPublisher.class))
                        .containsExactly("mine"));
    }

    static class Listener {

        final List<String> alerts = new ArrayList<>();
        final List<QueueEvent> events = new ArrayList<>();
        Runnable look = () -> {};

        // tag::listener[]
        @EventListener
        void died(TaskDeadLettered event) {
            alerts.add(event.queue() + ": " + StoredCall.find(event.task()) + " was given up, " + event.reason());
        }
        // end::listener[]

        @EventListener
        void happened(QueueEvent event) {
            events.add(event);
            look.run();
        }
    }

    static class Worker {

        @Delayed(value = "mail.fail", queue = "mail")
        public void fail(String user) {
            throw new IllegalStateException("no post");
        }
    }
}
