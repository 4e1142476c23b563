package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.tenancy.ForeignNamespaceException;
import dev.kindred.datastore.spring.data.tenancy.NamespaceRequiredException;
import dev.kindred.datastore.spring.data.tenancy.NamespaceResolver;
import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import dev.kindred.shop.Book;
import dev.kindred.shop.BookRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

class DatastoreTenancyAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTenancyAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class,
                    DatastoreRepositoriesAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class))
            .withUserConfiguration(Application.class)
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.datastore.namespace=home");

    @Test
    void a17_unscopedCallsUseTheConfiguredNamespaceUnlessATenantIsRequired() {
        runner.run(context -> {
            BookRepository books = context.getBean(BookRepository.class);
            Book home = books.save(new Book(null, "Dune", "new"));

            assertThat(Namespaces.<List<Book>, RuntimeException>call("acme", () -> books.findAll()))
                    .isEmpty();
            assertThat(Namespaces.<List<Book>, RuntimeException>call("home", () -> books.findAll()))
                    .hasSize(1);
            assertThat(context.getBean(DatastoreTemplate.class).getKey(home).namespace())
                    .isEqualTo("home");
        });
        runner.withPropertyValues("kindred.datastore.tenant.required=true").run(context -> {
            BookRepository books = context.getBean(BookRepository.class);

            assertThatExceptionOfType(NamespaceRequiredException.class)
                    .isThrownBy(() -> books.save(new Book(null, "Dune", "new")))
                    .withMessageContaining("kind \"Book\"");
            Namespaces.run("acme", () -> books.save(new Book(null, "Dune", "new")));
        });
    }

    @Test
    void a17_resolverOfTheApplicationSaysTheTenantAndACallInCodeStandsAboveIt() {
        runner.withBean(NamespaceResolver.class, () -> () -> "globex").run(context -> {
            BookRepository books = context.getBean(BookRepository.class);
            Book book = books.save(new Book(null, "Dune", "new"));
            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);

            assertThat(template.getKey(book).namespace()).isEqualTo("globex");
            Namespaces.run("acme", () -> {
                assertThat(books.findAll()).isEmpty();
                assertThatExceptionOfType(ForeignNamespaceException.class)
                        .isThrownBy(() -> template.findById(
                                context.getBean(Datastore.class)
                                        .partition()
                                        .withNamespace("globex")
                                        .key("Book", 1),
                                Book.class));
            });
        });
    }

    @Test
    void a17_asyncMethodsAreInTheNamespaceOfTheirCallersOnPoolsAndOnVirtualThreads() {
        for (String virtual : List.of("false", "true")) {
            List<String> order = new ArrayList<>();
            runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
                    .withBean(Clerk.class)
                    .withBean("mine", TaskDecorator.class, () -> task -> {
                        order.add("mine");
                        return task;
                    })
                    .run(context -> {
                        Clerk clerk = context.getBean(Clerk.class);

                        assertThat(Namespaces.<String, Exception>call(
                                        "acme", () -> clerk.namespace().get()))
                                .isEqualTo("acme");
                        assertThat(clerk.namespace().get()).isEqualTo("none");
                        assertThat(order).containsExactly("mine", "mine");
                    });
            runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
                    .withBean(Clerk.class)
                    .withBean(
                            NamespaceResolver.class,
                            () -> () -> Thread.currentThread().getName().equals("main")
                                    ? "of the main thread".replace(' ', '-')
                                    : null)
                    .run(context -> assertThat(
                                    context.getBean(Clerk.class).namespace().get())
                            .isEqualTo("of-the-main-thread"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @AutoConfigurationPackage(basePackageClasses = Book.class)
    static class Application {}

    static class Clerk {

        @Async
        public CompletableFuture<String> namespace() {
            String namespace = Namespaces.current();
            return CompletableFuture.completedFuture(namespace == null ? "none" : namespace);
        }
    }
}
