package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.http.DelayHandlerMapping;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.TaskSigner;
import dev.kindred.delay.queue.TaskQueues;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

class DelayWebAutoConfigurationTests {

    private static final AutoConfigurations OURS = AutoConfigurations.of(
            DatastoreAutoConfiguration.class,
            DelayAutoConfiguration.class,
            DelayHttpAutoConfiguration.class,
            DelayWebAutoConfiguration.class);

    private static final Map<String, String> NAMES =
            Map.of(TaskHeaders.TASK_NAME, "t1", TaskHeaders.QUEUE_NAME, "default");

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(OURS)
            .withConfiguration(
                    AutoConfigurations.of(WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.delay.dispatcher.enabled=false");

    @Test
    void aSignedTaskRunsAndAnythingElseIsRefused() {
        web.withBean(Bell.class).run(context -> {
            MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                    .build();
            Bell bell = context.getBean(Bell.class);
            bell.ring("one");
            byte[] body = context.getBean(TaskQueues.class)
                    .list("default", 0, 1)
                    .get(0)
                    .payload();
            String signature = context.getBean(TaskSigner.class).sign(NAMES, body);

            mvc.perform(post(DelayHttpHandler.PATH).content(body)).andExpect(status().isForbidden());
            mvc.perform(get(DelayHttpHandler.PATH)).andExpect(status().isMethodNotAllowed());
            mvc.perform(post(DelayHttpHandler.PATH)
                            .content("something else")
                            .header(TaskHeaders.TASK_NAME, "t1")
                            .header(TaskHeaders.QUEUE_NAME, "default")
                            .header(TaskSigner.HEADER, signature))
                    .andExpect(status().isForbidden());
            assertThat(bell.heard()).isEmpty();

            mvc.perform(post(DelayHttpHandler.PATH)
                            .content(body)
                            .header(TaskHeaders.TASK_NAME, "t1")
                            .header(TaskHeaders.QUEUE_NAME, "default")
                            .header(TaskSigner.HEADER, signature))
                    .andExpect(status().isOk());
            assertThat(bell.heard()).containsExactly("one");
        });
    }

    @Test
    void configuredSecretsSign() {
        String secret = "0123456789012345678901234567890123456789";

        web.withPropertyValues("kindred.delay.http.secrets=" + secret).run(first -> {
            String signature = first.getBean(TaskSigner.class).sign(NAMES, new byte[0]);
            web.withPropertyValues("kindred.delay.http.secrets=another-secret-that-is-long-enough-for-it," + secret)
                    .run(second -> assertThat(second.getBean(TaskSigner.class).verify(signature, NAMES, new byte[0]))
                            .isTrue());
            web.run(other -> assertThat(other.getBean(TaskSigner.class).verify(signature, NAMES, new byte[0]))
                    .isFalse());
        });
    }

    @Test
    void thePathCanBeTakenAway() {
        web.withPropertyValues("kindred.delay.http.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(DelayHandlerMapping.class)
                .doesNotHaveBean(DelayHttpHandler.class));
    }

    @Test
    void anApplicationWithoutAWebServerHasNoPath() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DelayHandlerMapping.class));
    }

    @Test
    void theApplicationStartsWithoutSpringMvc() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("kindred.datastore.engine=memory")
                .withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("delayHandlerMapping"));
    }

    static class Bell {

        final List<String> heard = new CopyOnWriteArrayList<>();

        @Delayed("bell.ring")
        public void ring(String text) {
            heard.add(text);
        }

        public List<String> heard() {
            return heard;
        }
    }
}
