package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.delay.Delayed;
import dev.kindred.shop.Book;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator reads when the application does not start: description and action, not a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class FailureReportTests {

    @TempDir
    Path directory;

    @Test
    void aDirectoryInUseIsReportedWithItsOwner(CapturedOutput output) {
        try (StorageEngine other = RocksDbEngine.at(directory).build()) {
            other.open();

            fail(Empty.class);
        }

        assertThat(report(output))
                .contains(
                        "\"" + directory + "\" is in use",
                        "pid " + ProcessHandle.current().pid())
                .contains("set \"kindred.datastore.embedded.path\" to a directory of its own");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsReported(CapturedOutput output) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        fail(Empty.class, "--kindred.datastore.embedded.path=" + file);

        assertThat(report(output)).contains(file.toString(), "set \"kindred.datastore.embedded.path\"");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aNewerFormatIsReported(CapturedOutput output) throws Exception {
        try (StorageEngine engine = RocksDbEngine.at(directory).build()) {
            engine.open();
        }
        Path format = directory.resolve("FORMAT");
        Files.writeString(format, Files.readString(format).replaceFirst("\\d+", "999"));

        fail(Empty.class);

        assertThat(report(output))
                .contains("999", "Start the version of the application that wrote it, or a newer one");
    }

    @Test
    void aDamagedStoreIsReported(CapturedOutput output) throws Exception {
        try (StorageEngine engine = RocksDbEngine.at(directory).build()) {
            engine.open();
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().equals("CURRENT"))
                    .toList()) {
                Files.delete(file);
            }
        }

        fail(Empty.class);

        assertThat(report(output)).contains("is damaged", "Keep a copy of the directory as it is");
    }

    @Test
    void anUnknownEngineIsReportedWithItsOrigin(CapturedOutput output) {
        fail(Empty.class, "--kindred.datastore.engine=rockdb");

        assertThat(report(output))
                .contains("\"kindred.datastore.engine\"", "\"rockdb\"", "from property source \"commandLineArgs\"")
                .contains("Set it to \"rocksdb\"");
    }

    @Test
    void aValueThatCannotBeUsedIsReportedBeforeTheBindingIs(CapturedOutput output) {
        fail(Empty.class, "--kindred.delay.workers=0");

        assertThat(report(output))
                .contains("\"kindred.delay.workers\" has the value \"0\"", "at least 1 worker", "32 is the default")
                .doesNotContain("DelayProperties");
    }

    @Test
    void aQueueToWorkOffThatIsNotConfiguredIsReportedWithWhatThereIs(CapturedOutput output) {
        fail(Empty.class, "--kindred.delay.work=default,mial", "--kindred.delay.queues.mail.rate=5/s");

        assertThat(report(output))
                .contains("\"kindred.delay.work\" has the value \"mial\"", "mail]", "Correct the name");
    }

    @Test
    void aShortSecretIsReportedWithoutBeingTold(CapturedOutput output) {
        fail(Empty.class, "--kindred.delay.http.secrets=hunter2");

        assertThat(report(output))
                .contains("\"kindred.delay.http.secrets[0]\"", "7 bytes", "openssl rand")
                .doesNotContain("hunter2");
    }

    @Test
    void delayedMethodsThatCannotWorkAreReportedAllAtOnce(CapturedOutput output) {
        fail(TwoMailers.class);

        assertThat(report(output))
                .contains(
                        "The key \"mail.send\" is used twice", "returns String", "Change each method as its line says");
    }

    @Test
    void repositoryMethodsThatCannotBeHonouredAreReportedAllAtOnce(CapturedOutput output) {
        fail(BadRepositories.class);

        assertThat(report(output))
                .contains("BadBooks.findByTitel(String)", "BadBooks.findByTitleRegex(String)")
                .contains("Rename or change each method as its line says");
    }

    private void fail(Class<?> application, String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        if (all.stream().noneMatch(argument -> argument.contains("embedded.path"))) {
            all.add("--kindred.datastore.embedded.path=" + directory);
        }
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new))
                .close());
        assertThat(failure).as("failure of the start").isNotNull();
    }

    private static String report(CapturedOutput output) {
        assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "Description:", "Action:");
        return output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED TO START"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @AutoConfigurationPackage(basePackages = "nowhere")
    static class Empty {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @AutoConfigurationPackage(basePackages = "nowhere")
    static class TwoMailers {

        @Bean
        Mailer one() {
            return new Mailer();
        }

        @Bean
        OtherMailer two() {
            return new OtherMailer();
        }
    }

    static class Mailer {

        @Delayed("mail.send")
        public void send(String text) {}
    }

    static class OtherMailer {

        @Delayed("mail.send")
        public String send(String text) {
            return text;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories(
            considerNestedRepositories = true,
            basePackageClasses = BadBooks.class,
            includeFilters =
                    @org.springframework.context.annotation.ComponentScan.Filter(
                            type = org.springframework.context.annotation.FilterType.ASSIGNABLE_TYPE,
                            classes = BadBooks.class))
    static class BadRepositories {}

    interface BadBooks extends DatastoreRepository<Book, Long> {

        List<Book> findByTitel(String title);

        List<Book> findByTitleRegex(String title);
    }
}
