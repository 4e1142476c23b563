package dev.kindred.delay.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.DelayedSchedule;
import dev.kindred.delay.PayloadCodec;
import dev.kindred.delay.autoconfigure.DelayAutoConfiguration;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** Rows 24, 37 and 58: what an operator does without writing code. */
class TaskQueuesEndpointAutoConfigurationTests {

    private static final String[] SETTINGS = {
        "kindred.datastore.engine=memory",
        "kindred.delay.dispatcher.enabled=false",
        "kindred.delay.queues.mail.retry.limit=0",
        "kindred.delay.queues.mail.rate=20/s",
        "kindred.delay.queues.mail.bucket-size=50",
        "kindred.delay.queues.scores.mode=pull",
        "management.endpoints.web.exposure.include=taskqueues",
        "management.endpoints.jmx.exposure.include=taskqueues"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    TaskQueuesEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class))
            .withBean(Worker.class)
            .withPropertyValues(SETTINGS);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    TaskQueuesEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class))
            .withBean(Worker.class)
            .withPropertyValues(SETTINGS);

    @Test
    void t58_queuesAreToldOfWithTheirNumbersAndSettings() {
        web.run(context -> {
            context.getBean(Worker.class).fail("ada");
            context.getBean(TaskDispatcher.class).runDue();
            context.getBean(Worker.class).fail("bob");

            mvc(context)
                    .perform(get("/actuator/taskqueues"))
                    .andExpect(status().isOk())
                    .andExpect(content().json("""
                            { "dispatcher": "stopped", "workers": 32, "schedules": [], "queues": [
                              { "name": "default", "mode": "push", "paused": false, "waiting": 0,
                                "settings": { "maxConcurrent": 64, "priority": 100 } },
                              { "name": "mail", "waiting": 1, "running": 0, "dead": 1, "executedInLastMinute": 1,
                                "enforcedRate": "20/s", "settings": { "rate": "20/s", "retryLimit": 0 } },
                              { "name": "scores", "mode": "pull" } ] }
                            """));
            mvc(context)
                    .perform(get("/actuator/taskqueues/mail"))
                    .andExpect(jsonPath("$.nextEta").exists())
                    .andExpect(jsonPath("$.lastBegun").exists())
                    .andExpect(jsonPath("$.overdueSeconds").value(Matchers.greaterThanOrEqualTo(0.0)));
        });
    }

    @Test
    void t24_deadLettersAreListedInPagesWithoutValues() {
        web.run(context -> {
            for (String user : new String[] {"ada", "bob", "cyd"}) {
                context.getBean(Worker.class).fail(user);
            }
            context.getBean(Worker.class).reject();
            context.getBean(TaskDispatcher.class).runDue();
            MockMvc mvc = mvc(context);

            String page = mvc.perform(get("/actuator/taskqueues/mail/dead-letters?limit=2"))
                    .andExpect(status().isOk())
                    .andExpect(content().json("""
                            { "queue": "mail", "next": 2, "tasks": [
                              { "id": 1, "state": "dead", "function": "mail.fail", "reason": "retries-exhausted", "attempts": 1 },
                              { "id": 2 } ] }
                            """))
                    .andExpect(jsonPath("$.tasks[0].died").exists())
                    .andExpect(jsonPath("$.tasks[0].firstAttempt").exists())
                    .andExpect(jsonPath("$.tasks[0].payloadBytes").value(Matchers.greaterThan(10)))
                    .andExpect(jsonPath("$.tasks[0].error")
                            .value(Matchers.startsWith("java.lang.IllegalStateException\n\tat dev.kindred.")))
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
            assertThat(page).doesNotContain("ada", "secret", "arguments", "headers");

            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?after=2"))
                    .andExpect(jsonPath("$.tasks.length()").value(2))
                    .andExpect(jsonPath("$.next").doesNotExist());
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?reason=rejected"))
                    .andExpect(jsonPath("$.tasks.length()").value(1));
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?function=mail.fail"))
                    .andExpect(jsonPath("$.tasks.length()").value(3));
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters/2"))
                    .andExpect(jsonPath("$.id").value(2));
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?limit=501"))
                    .andExpect(status().isBadRequest())
                    .andExpect(status().reason(Matchers.containsString("The limit must be 1 to 500")));
        });
    }

    @Test
    void valuesAreShownWhereThatIsAllowed() {
        web.withPropertyValues("management.endpoint.taskqueues.show-values=always")
                .run(context -> {
                    context.getBean(Worker.class).fail("ada");
                    context.getBean(TaskDispatcher.class).runDue();

                    mvc(context)
                            .perform(get("/actuator/taskqueues/mail/dead-letters/1"))
                            .andExpect(jsonPath("$.arguments").value("[\"ada\"]"))
                            .andExpect(jsonPath("$.headers").exists())
                            .andExpect(jsonPath("$.error").value(Matchers.containsString("secret of ada")));
                });
        web.withPropertyValues("management.endpoint.taskqueues.show-values=when-authorized")
                .run(context -> {
                    context.getBean(Worker.class).fail("ada");

                    mvc(context)
                            .perform(get("/actuator/taskqueues/mail/tasks/1"))
                            .andExpect(jsonPath("$.state").value("waiting"))
                            .andExpect(jsonPath("$.arguments").doesNotExist());
                });
    }

    @Test
    void groupsAreToldOfUntilTheyAreOver() {
        web.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            queues.datastore()
                    .runInTransaction(transaction -> queues.addGroup(
                            transaction,
                            "import",
                            List.of(
                                    Task.of(new byte[] {1}).queue("scores"),
                                    Task.of(new byte[] {2}).queue("scores")),
                            Task.of(new byte[] {3}).queue("scores")));
            MockMvc mvc = mvc(context);

            mvc.perform(get("/actuator/taskqueues"))
                    .andExpect(jsonPath("$.groups.length()").value(1))
                    .andExpect(jsonPath("$.groups[0].name").value("import"))
                    .andExpect(jsonPath("$.groups[0].total").value(2))
                    .andExpect(jsonPath("$.groups[0].done").value(0));
            queues.closeGroup("import");
            mvc.perform(get("/actuator/taskqueues"))
                    .andExpect(jsonPath("$.groups.length()").value(0));
        });
    }

    @Test
    void callsThatAreEncryptedAreFoundByTheirFunctionsToo() {
        web.withBean(PayloadCodec.class, Reversed::new).run(context -> {
            context.getBean(Worker.class).fail("ada");
            context.getBean(TaskDispatcher.class).runDue();
            MockMvc mvc = mvc(context);

            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?function=mail.fail"))
                    .andExpect(jsonPath("$.tasks.length()").value(1))
                    .andExpect(jsonPath("$.tasks[0].function").value("mail.fail"));
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters?function=mail.other"))
                    .andExpect(jsonPath("$.tasks.length()").value(0));
        });
    }

    @Test
    void t24_deadLettersAreRedrivenAndDiscardedOneSomeOrAll() {
        web.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            for (int i = 0; i < 5; i++) {
                context.getBean(Worker.class).fail("ada");
            }
            context.getBean(Worker.class).reject();
            context.getBean(TaskDispatcher.class).runDue();
            MockMvc mvc = mvc(context);

            mvc.perform(post("/actuator/taskqueues/mail/dead-letters/1"))
                    .andExpect(content().json("""
                            { "queue": "mail", "operation": "redriven", "tasks": 1, "deadLeft": 5 }"""));
            mvc.perform(post("/actuator/taskqueues/mail/dead-letters")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"limit\": 2, \"function\": \"mail.fail\"}"))
                    .andExpect(content().json("{ \"tasks\": 2, \"deadLeft\": 3 }"));
            mvc.perform(delete("/actuator/taskqueues/mail/dead-letters/4"))
                    .andExpect(content().json("{ \"operation\": \"discarded\", \"deadLeft\": 2 }"));
            mvc.perform(delete("/actuator/taskqueues/mail/dead-letters?reason=rejected"))
                    .andExpect(content().json("{ \"tasks\": 1, \"deadLeft\": 1 }"));
            mvc.perform(post("/actuator/taskqueues/mail/dead-letters")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{}"))
                    .andExpect(content().json("{ \"tasks\": 1, \"deadLeft\": 0 }"));

            assertThat(queues.status("mail").waiting()).isEqualTo(4);
            assertThat(queues.list("mail", 0, 10))
                    .allSatisfy(task -> assertThat(task.attempts()).isZero());
        });
    }

    @Test
    void t37_queuesArePausedAndPurgedAndTasksDeleted() {
        web.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            for (int i = 0; i < 3; i++) {
                context.getBean(Worker.class).fail("ada");
            }
            MockMvc mvc = mvc(context);

            mvc.perform(post("/actuator/taskqueues/mail")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"paused\": true}"))
                    .andExpect(content().json("{ \"name\": \"mail\", \"paused\": true, \"enforcedRate\": \"0\" }"));
            assertThat(queues.isPaused("mail")).isTrue();
            mvc.perform(get("/actuator/taskqueues/mail/tasks"))
                    .andExpect(jsonPath("$.tasks.length()").value(3));
            mvc.perform(delete("/actuator/taskqueues/mail/tasks/1"))
                    .andExpect(content().json("{ \"operation\": \"deleted\", \"tasks\": 1 }"));
            mvc.perform(delete("/actuator/taskqueues/mail/tasks?limit=1")).andExpect(status().isBadRequest());
            mvc.perform(delete("/actuator/taskqueues/mail/tasks"))
                    .andExpect(content().json("{ \"operation\": \"purged\", \"tasks\": 2 }"));
            mvc.perform(post("/actuator/taskqueues/mail")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"paused\": false}"))
                    .andExpect(content().json("{ \"paused\": false, \"waiting\": 0 }"));
        });
    }

    @Test
    void whatIsNotThereIs404AndSaysWhatThereIs() {
        web.run(context -> {
            MockMvc mvc = mvc(context);

            mvc.perform(get("/actuator/taskqueues/mial"))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.error")
                            .value("There is no queue \"mial\"; there are [default, mail, scores]."));
            mvc.perform(post("/actuator/taskqueues/mial")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("{\"paused\": true}"))
                    .andExpect(status().isNotFound());
            mvc.perform(get("/actuator/taskqueues/mail/dead-letters/17"))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.error").value("Queue \"mail\" has no dead letter 17."));
            mvc.perform(get("/actuator/taskqueues/mail/tasks/17"))
                    .andExpect(jsonPath("$.error").value("No task 17 waits or runs in queue \"mail\"."));
            mvc.perform(post("/actuator/taskqueues/mail/dead-letters/17")).andExpect(status().isNotFound());
            mvc.perform(delete("/actuator/taskqueues/mail/dead-letters/17")).andExpect(status().isNotFound());
            mvc.perform(delete("/actuator/taskqueues/mail/tasks/17")).andExpect(status().isNotFound());
            mvc.perform(delete("/actuator/taskqueues/mail/letters")).andExpect(status().isNotFound());
            mvc.perform(post("/actuator/taskqueues/mail/tasks/17")).andExpect(status().isNotFound());
        });
    }

    @Test
    void readOnlyAccessAllowsNoWrites() {
        web.withPropertyValues("management.endpoint.taskqueues.access=READ_ONLY")
                .run(context -> {
                    context.getBean(Worker.class).fail("ada");
                    MockMvc mvc = mvc(context);

                    mvc.perform(get("/actuator/taskqueues/mail")).andExpect(status().isOk());
                    mvc.perform(post("/actuator/taskqueues/mail")
                                    .contentType(MediaType.APPLICATION_JSON)
                                    .content("{\"paused\": true}"))
                            .andExpect(status().isMethodNotAllowed());
                    mvc.perform(delete("/actuator/taskqueues/mail/tasks")).andExpect(status().isMethodNotAllowed());

                    assertThat(context.getBean(TaskQueues.class).status("mail").waiting())
                            .isEqualTo(1);
                });
        runner.withPropertyValues("management.endpoint.taskqueues.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TaskQueuesEndpoint.class));
    }

    @Test
    void tasksThatAreNoCallsAndThoseThatRunAreToldOfToo() {
        runner.run(context -> {
            TaskQueues queues = context.getBean(TaskQueues.class);
            TaskQueuesEndpoint endpoint = context.getBean(TaskQueuesEndpoint.class);
            queues.add(Task.of("17:3".getBytes(StandardCharsets.UTF_8)).queue("scores"));
            context.getBean(Worker.class).look();

            context.getBean(TaskDispatcher.class).runDue();

            assertThat(context.getBean(Worker.class).seen()).isEqualTo("running");
            assertThat(endpoint.list("scores", "tasks", null, null, null, null).tasks())
                    .singleElement()
                    .satisfies(task -> {
                        assertThat(task.function()).isNull();
                        assertThat(task.payloadBytes()).isEqualTo(4);
                    });
        });
    }

    @Test
    void schedulesAreToldOfWhereTheyRun() {
        runner.withBean(Nightly.class)
                .withPropertyValues("kindred.delay.dispatcher.enabled=true")
                .run(context -> {
                    TaskQueuesDescriptor all =
                            context.getBean(TaskQueuesEndpoint.class).queues();

                    assertThat(all.dispatcher()).isEqualTo("running");
                    assertThat(all.schedules()).singleElement().satisfies(schedule -> assertThat(schedule.key())
                            .isEqualTo("nightly"));
                });
    }

    @Test
    void aClosedStoreStaysClosed() {
        runner.run(context -> {
            StorageEngine engine = context.getBean(StorageEngine.class);
            TaskQueuesEndpoint endpoint = context.getBean(TaskQueuesEndpoint.class);
            engine.close();

            assertThat(endpoint.queues().queues()).isEmpty();
            assertThatExceptionOfType(NotThereException.class)
                    .isThrownBy(() -> endpoint.queue("mail"))
                    .withMessageContaining("The store is closed");
            assertThat(engine.isOpen()).isFalse();
        });
    }

    @Test
    void itIsThereOverJmxToo() {
        runner.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
                .withPropertyValues("spring.jmx.enabled=true", "spring.jmx.unique-names=true")
                .run(context -> {
                    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                    ObjectName name = server.queryNames(
                                    new ObjectName("org.springframework.boot:type=Endpoint,name=Taskqueues,*"), null)
                            .iterator()
                            .next();

                    server.invoke(name, "pause", new Object[] {"mail", true}, new String[] {
                        String.class.getName(), boolean.class.getName()
                    });

                    assertThat(context.getBean(TaskQueues.class).isPaused("mail"))
                            .isTrue();
                    assertThatExceptionOfType(MBeanException.class)
                            .isThrownBy(() -> server.invoke(
                                    name, "queue", new Object[] {"mial"}, new String[] {String.class.getName()}))
                            .withMessageContaining("There is no queue \"mial\"");
                });
    }

    @Test
    void withoutExposureOrActuatorThereIsNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DelayAutoConfiguration.class,
                        TaskQueuesEndpointAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TaskQueuesEndpoint.class));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DelayAutoConfiguration.class,
                        TaskQueuesEndpointAutoConfiguration.class))
                .withPropertyValues(SETTINGS)
                .withClassLoader(
                        new FilteredClassLoader(org.springframework.boot.actuate.endpoint.annotation.Endpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("taskQueuesEndpoint"));
    }

    private static MockMvc mvc(ApplicationContext context) {
        return MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                .build();
    }

    static class Worker {

        private final TaskQueues queues;
        private final org.springframework.beans.factory.ObjectProvider<TaskQueuesEndpoint> endpoint;
        private volatile String seen = "";

        Worker(TaskQueues queues, org.springframework.beans.factory.ObjectProvider<TaskQueuesEndpoint> endpoint) {
            this.queues = queues;
            this.endpoint = endpoint;
        }

        @Delayed(value = "mail.fail", queue = "mail")
        public void fail(String user) {
            throw new IllegalStateException("secret of " + user);
        }

        @Delayed(value = "mail.reject", queue = "mail")
        public void reject() {
            throw new dev.kindred.delay.queue.TaskRejectedException("useless");
        }

        String seen() {
            return seen;
        }

        @Delayed("look")
        public void look() {
            long id = queues.list("default", 0, 1).get(0).id();
            assertThat(DelayContext.current()).isNotNull();
            seen = endpoint.getObject().find("default", "tasks", id).state();
        }
    }

    static class Nightly {

        @DelayedSchedule(key = "nightly", cron = "0 0 3 * * *")
        public void run() {}
    }

    /** A cipher that keeps nobody out, but is no JSON. */
    private static final class Reversed implements PayloadCodec {

        @Override
        public byte[] encode(byte[] payload) {
            byte[] reversed = new byte[payload.length];
            for (int i = 0; i < payload.length; i++) {
                reversed[payload.length - 1 - i] = payload[i];
            }
            return reversed;
        }

        @Override
        public byte[] decode(byte[] stored) {
            return encode(stored);
        }
    }
}
