package dev.kindred.datastore.spring.data.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** The snippets of docs/guides/template.md. */
class TemplatePageTests {

    private final LocalDatastore datastore = TestEngine.MEMORY.open();
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @AfterEach
    void close() {
        datastore.close();
    }

    record Place(String street, @Nullable String district) {}

    record City(
            @Id @Nullable Long id,
            String name,
            String country,
            long visits,
            List<String> tags,
            @Nullable Place hall,
            @Nullable String remarks) {}

    record Article(@Id @Nullable Long id, @Nullable @Version Long version, String text, boolean published) {}

    private City saved(String name, String country, long visits) {
        return template.save(new City(null, name, country, visits, List.of(), null, "old"));
    }

    @Test
    void anUpdateChangesSomeFieldsOfAnObject() {
        Long id = saved("Kristiania", "no", 3).id();

        // tag::update[]
        template.update(id, City.class)
                .set(City::name, "Oslo")
                .set("hall.street", "Fridtjof Nansens plass")
                .increment("visits", 1)
                .append("tags", "capital")
                .unset("remarks")
                .execute();
        // end::update[]

        assertThat(template.getById(id, City.class))
                .isEqualTo(new City(
                        id, "Oslo", "no", 4, List.of("capital"), new Place("Fridtjof Nansens plass", null), null));
    }

    @Test
    void anUpdateMayDependOnTheVersion() {
        Article article = template.save(new Article(null, null, "news", false));

        // tag::version[]
        Article published = template.update(article.id(), Article.class)
                .set(Article::published, true)
                .ifVersion(article.version()) // OptimisticLockingFailureException if it is another by now
                .executeAndGet();
        // end::version[]

        assertThat(published).isEqualTo(new Article(article.id(), 2L, "news", true));
    }
}
