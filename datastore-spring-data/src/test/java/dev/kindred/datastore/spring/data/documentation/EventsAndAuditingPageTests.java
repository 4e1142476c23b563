package dev.kindred.datastore.spring.data.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import dev.kindred.datastore.spring.data.event.AfterSaveEvent;
import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import dev.kindred.datastore.spring.data.event.BeforeSaveCallback;
import dev.kindred.datastore.spring.data.event.ValidatingEntityCallback;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.data.domain.AuditorAware;
import org.springframework.transaction.event.TransactionalEventListener;

/** The code of docs/guides/events-and-auditing.md runs. */
class EventsAndAuditingPageTests {

    private AnnotationConfigApplicationContext context;

    @BeforeEach
    void start() {
        context = TestContext.start(TestEngine.MEMORY, Audited.class, Callbacks.class, SearchIndex.class, Other.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void anArticleTakesAllSteps() {
        Articles articles = context.getBean(Articles.class);

        Article saved = articles.save(new Article("Dune", "Dune", "\tA desert."));

        assertThat(saved.slug()).isEqualTo("dune");
        assertThat(saved.sortTitle()).isEqualTo("dune");
        assertThat(saved.audit().author()).isEqualTo("ann");
        assertThat(articles.findById("dune").orElseThrow().text()).isEqualTo("    A desert.");
        assertThat(context.getBean(SearchIndex.class).calls).containsExactly("saving dune", "indexing dune");
        assertThatExceptionOfType(ConstraintViolationException.class)
                .isThrownBy(() -> articles.save(new Article("x", "", "")));
    }

    @Test
    void anAccountPublishesItsEvents() {
        Accounts accounts = context.getBean(Accounts.class);

        accounts.insert(new Account("DE1").pay(500));

        assertThat(context.getBean(SearchIndex.class).calls).containsExactly("paid 500");
    }

    // tag::auditing[]
    @Configuration
    @EnableDatastoreAuditing
    static class Audited {

        @Bean
        AuditorAware<String> auditor() {
            return () -> Optional.of("ann"); // the user who is logged in
        }
    }
    // end::auditing[]

    // tag::callbacks[]
    @Configuration
    static class Callbacks {

        @Bean
        @Order(1)
        BeforeConvertCallback<Article> lowerCaseSlugs() {
            return article -> new Article(
                    article.slug().toLowerCase(Locale.ROOT),
                    article.title(),
                    article.text(),
                    article.sortTitle(),
                    article.audit());
        }

        @Bean
        BeforeSaveCallback<Article> wordCount() {
            return (article, entity) -> {
                entity.set("words", article.text().split("\\s+").length); // stored, and no field of the record
                return article;
            };
        }
    }
    // end::callbacks[]

    // tag::listeners[]
    static class SearchIndex {
        // end::listeners[]

        final List<String> calls = new ArrayList<>();

        // tag::listeners[]
        @EventListener
        void saving(AfterSaveEvent<Article> event) { // at the call: an exception undoes the save
            calls.add("saving " + event.instance().slug());
        }

        @TransactionalEventListener
        void saved(
                AfterSaveEvent<Article> event) { // after the commit: once, however often the transaction was repeated
            calls.add("indexing " + event.instance().slug());
        }
        // end::listeners[]

        @EventListener
        void paid(Account.Paid event) {
            calls.add("paid " + event.cents());
        }
        // tag::listeners[]
    }
    // end::listeners[]

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Articles.class)
    static class Other {

        @Bean
        ValidatingEntityCallback validatingEntityCallback() {
            return new ValidatingEntityCallback(
                    Validation.buildDefaultValidatorFactory().getValidator());
        }
    }
}
