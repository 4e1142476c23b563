package dev.kindred.datastore.spring.data.auditing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.auditing.articles.Article;
import dev.kindred.datastore.spring.data.auditing.articles.Articles;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class InertAuditingTests {

    @Test
    void annotationsWithoutAuditingAreWarnedOfAtStartUpWithTheWayOut(CapturedOutput output) {
        TestContext.start(TestEngine.MEMORY, Repositories.class).close();

        assertThat(output.getAll().lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .contains(Article.class.getName() + " has auditing annotations, but auditing is not switched on")
                .contains("Put @EnableDatastoreAuditing on a @Configuration class, or remove the annotations.");
    }

    @Test
    void withAuditingThereIsNoWarning(CapturedOutput output) {
        TestContext.start(TestEngine.MEMORY, Repositories.class, Auditing.class).close();

        assertThat(output.getAll()).doesNotContain("WARN");
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Articles.class)
    static class Repositories {}

    @Configuration
    @EnableDatastoreAuditing
    static class Auditing {}
}
