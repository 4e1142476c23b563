package dev.kindred.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.queue.TaskQueues;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

@ExtendWith(OutputCaptureExtension.class)
class ShopApplicationTests {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void aDeferredMethodRunsAndItsEffectIsFoundByADerivedQuery() {
        try (ConfigurableApplicationContext shop = start()) {
            long id = shop.getBean(Shop.class).add("Dune");

            await().atMost(SOON).untilAsserted(() -> assertThat(
                            shop.getBean(BookRepository.class).findByState("reviewed"))
                    .containsExactly(new Book(id, "Dune", "reviewed")));
        }
    }

    @Test
    void dataAndPendingTasksSurviveARestart() {
        long id;
        try (ConfigurableApplicationContext shop = start("--kindred.delay.dispatcher.enabled=false")) {
            id = shop.getBean(Shop.class).add("Dune");
            assertThat(shop.getBean(TaskQueues.class).statistics("default").waiting())
                    .isEqualTo(1);
        }

        try (ConfigurableApplicationContext shop = start()) {
            assertThat(shop.getBean(BookRepository.class).findById(id)).isPresent();
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            shop.getBean(BookRepository.class).findByState("reviewed"))
                    .hasSize(1));
            await().atMost(SOON)
                    .until(() ->
                            shop.getBean(TaskQueues.class).statistics("default").waiting() == 0);
        }
    }

    @Test
    void nothingOfARolledBackTransactionIsThere() {
        try (ConfigurableApplicationContext shop = start("--kindred.delay.dispatcher.enabled=false")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> shop.getBean(Shop.class).addAndFail("Dune"))
                    .withMessage("on purpose");

            assertThat(shop.getBean(BookRepository.class).count()).isZero();
            assertThat(shop.getBean(TaskQueues.class).statistics("default").waiting())
                    .isZero();
        }
    }

    @Test
    void withoutQueuesADelayedMethodRunsAtOnce() {
        try (ConfigurableApplicationContext shop = start("--kindred.delay.enabled=false")) {
            shop.getBean(Shop.class).add("Dune");

            assertThat(shop.getBean(BookRepository.class).findByState("reviewed"))
                    .hasSize(1);
        }
    }

    @Test
    void aLazyApplicationWorks() {
        try (ConfigurableApplicationContext shop = start("--spring.main.lazy-initialization=true")) {
            assertThat(shop.getBean(StorageEngine.class).isOpen()).isTrue();
            shop.getBean(Shop.class).add("Dune");

            await().atMost(SOON).untilAsserted(() -> assertThat(
                            shop.getBean(BookRepository.class).findByState("reviewed"))
                    .hasSize(1));
        }
    }

    @Test
    void aStartIsOneLineAndNoWarning(CapturedOutput output) {
        start().close();

        List<String> ours = output.getAll()
                .lines()
                // Loggers' packages are abbreviated; the application's own lines are Spring Boot's.
                .filter(line -> line.matches(".* (d|dev)\\.k(indred)?\\.(?!shop).*"))
                .toList();
        assertThat(ours).hasSize(1).allSatisfy(line -> assertThat(line)
                .contains("INFO", "Kindred datastore: rocksdb at " + directory + ", fsync"));
        assertThat(output.getAll()).doesNotContain(" WARN ", " ERROR ", "BeanPostProcessorChecker", "not eligible for");
    }

    @Test
    void noListenerOfSpringBootTakesEntityEventsSoThatTheyCostNothing() {
        try (ConfigurableApplicationContext shop = start("--kindred.delay.dispatcher.enabled=false")) {
            assertThat(((AbstractApplicationContext) shop).getApplicationListeners())
                    .isNotEmpty()
                    .noneMatch(listener -> new GenericApplicationListenerAdapter(listener)
                            .supportsEventType(ResolvableType.forClass(AfterSaveEvent.class)));
        }
    }

    @Test
    void aTrainingRunOpensNothing() throws IOException, InterruptedException {
        Path store = directory.resolve("untouched");

        run(System.getProperty("java.class.path"), "-Dspring.context.exit=onRefresh", store);

        assertThat(store).doesNotExist();
    }

    @Test
    void nothingOptionalIsNeeded() throws IOException, InterruptedException {
        String optional =
                ".*/(spring-boot-(webmvc|servlet|web-server|tomcat|http-converter|health|actuator|micrometer|jdbc|sql|validation|.*test)"
                        + "|spring-(web|webmvc|jdbc|test)-|tomcat-|jakarta.servlet|micrometer-(core|jakarta|registry)|h2-|HikariCP|jakarta.validation|hibernate-validator).*\\.jar";
        String everything = System.getProperty("java.class.path");
        assertThat(everything).contains("micrometer-core", "spring-web", "health", "actuator");
        String needed = Arrays.stream(everything.split(File.pathSeparator))
                .filter(entry -> !entry.matches(optional))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(needed).doesNotContain("micrometer-core", "spring-web", "health", "actuator");
        Path store = directory.resolve("store");

        run(needed, "-Dspring.main.lazy-initialization=false", store);

        assertThat(store).isNotEmptyDirectory();
    }

    /** Runs the application in a process of its own until it ends well. */
    private void run(String classPath, String option, Path store) throws IOException, InterruptedException {
        Path log = directory.resolve("output.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        option,
                        "-cp",
                        classPath,
                        ShopApplication.class.getName(),
                        "--spring.main.web-application-type=none",
                        "--kindred.datastore.embedded.path=" + store)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kindred.datastore.embedded.path=" + directory);
        return new SpringApplicationBuilder(ShopApplication.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }
}
