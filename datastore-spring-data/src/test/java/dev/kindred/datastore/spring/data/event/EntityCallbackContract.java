package dev.kindred.datastore.spring.data.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.mapping.callback.EntityCallbacks;

abstract class EntityCallbackContract {

    static class Page {
        @Id
        String id;

        @Version
        int version;

        String text;

        Page(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    private final TestEngine engine;
    private AnnotationConfigApplicationContext context;
    private DatastoreTemplate template;

    EntityCallbackContract(TestEngine engine) {
        this.engine = engine;
    }

    @AfterEach
    void close() {
        context.close();
    }

    private void start(Class<?>... configuration) {
        context = TestContext.start(engine, configuration);
        template = context.getBean(DatastoreTemplate.class);
    }

    // Writing

    @Test
    void e1_everyCallbackOfASaveMayReplaceARecordAndTheCallerGetsTheLast() {
        start(Steps.class);

        Book saved = template.save(new Book(null, "Dune"));

        assertThat(saved.title()).isEqualTo("Dune, before convert, before save, after save");
        Entity stored = stored(saved);
        assertThat(stored.value("title")).isEqualTo(value("Dune, before convert"));
        assertThat(stored.value("length")).isEqualTo(dev.kindred.datastore.model.Value.of(20));
    }

    @Test
    void e1_whatACallbackSetsOrRemovesIsStoredSoOverAnExistingEntityToo() {
        start(Steps.class, Untitled.class);
        Book saved = template.save(new Book(7L, "Dune"));

        template.save(saved.titled("Emma"));
        assertThat(stored(saved).value("length")).isEqualTo(dev.kindred.datastore.model.Value.of(20));
        assertThat(stored(saved).value("title")).isNotNull();

        template.update(saved.titled("untitled"));
        assertThat(stored(saved).property("title")).isNull();
        assertThat(stored(saved).value("length")).isEqualTo(dev.kindred.datastore.model.Value.of(24));
    }

    @Test
    void e1_objectsOfAClassAreChangedInPlace() {
        start(Steps.class);
        Page page = new Page("home", "Hello");

        Page saved = template.save(page);

        assertThat(saved).isSameAs(page);
        assertThat(page.text).isEqualTo("Hello, changed");
        assertThat(page.version).isEqualTo(1);
        assertThat(template.getById("home", Page.class).text).isEqualTo("Hello, changed");
    }

    @Test
    void e1_saveAllInsertInsertAllUpdateAndUpdateAllCallThemForEachObject() {
        start(Steps.class);

        List<Book> saved = template.saveAll(List.of(new Book(null, "a"), new Book(null, "b")));
        Book inserted = template.insert(new Book(null, "c"));
        List<Book> insertedAll = template.insertAll(List.of(new Book(null, "d"), new Book(null, "e")));
        Book updated = template.update(inserted.titled("f"));
        List<Book> updatedAll = template.updateAll(List.of(saved.get(0).titled("g")));

        String steps = ", before convert, before save, after save";
        assertThat(saved).extracting(Book::title).containsExactly("a" + steps, "b" + steps);
        assertThat(inserted.title()).isEqualTo("c" + steps);
        assertThat(insertedAll).extracting(Book::title).containsExactly("d" + steps, "e" + steps);
        assertThat(updated.title()).isEqualTo("f" + steps);
        assertThat(updatedAll).extracting(Book::title).containsExactly("g" + steps);
        assertThat(saved).extracting(Book::id).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void e1_aCallbackThatAssignsTheIdDecidesWhereTheObjectIsStored() {
        start(Steps.class);

        Page saved = template.save(new Page(null, "Hello"));

        assertThat(saved.id).isEqualTo("assigned");
        assertThat(template.existsById("assigned", Page.class)).isTrue();
    }

    @Test
    void e1_theEntityOfAfterSaveHasTheKeyAndTheVersionThatWereStored() {
        start(Recording.class);

        Page saved = template.save(new Page("home", "Hello"));

        Entity seen = context.getBean(Recording.class).entities.get(0);
        assertThat(seen.key()).isEqualTo(template.getKey(saved));
        assertThat(seen.value("version")).isEqualTo(dev.kindred.datastore.model.Value.of(1));
        assertThat(seen.properties()).isEqualTo(stored(saved).properties());
    }

    @Test
    void e1_aCallbackThatThrowsStopsTheWholeBatch() {
        start(Refusing.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> template.saveAll(List.of(new Book(null, "good"), new Book(null, "bad"))))
                .withMessage("No bad books.");

        assertThat(template.count(Book.class)).isZero();
    }

    @Test
    void e1_allObjectsOfABatchHaveTakenTheStepsBeforeTheFirstIsWritten() {
        start(Recording.class);

        template.saveAll(List.of(new Book(null, "a"), new Book(null, "b")));

        assertThat(context.getBean(Recording.class).calls)
                .containsExactly("before a, stored 0", "before b, stored 0", "after a, stored 2", "after b, stored 2");
    }

    // Reading

    @Test
    void e1_everyKindOfReadCallsAfterConvert() {
        start(Steps.class, Repositories.class);
        Books books = context.getBean(Books.class);
        Long id = books.save(new Book(null, "a")).id();
        String read = "a, before convert, after convert";

        assertThat(template.getById(id, Book.class).title()).isEqualTo(read);
        assertThat(template.findAllById(List.of(id), Book.class))
                .extracting(Book::title)
                .containsExactly(read);
        assertThat(template.find(template.query(Book.class).toQuery(), Book.class))
                .extracting(Book::title)
                .containsExactly(read);
        assertThat(template.findOne(template.query(Book.class).toQuery(), Book.class))
                .get()
                .extracting(Book::title)
                .isEqualTo(read);
        try (Stream<Book> stream = template.stream(template.query(Book.class).toQuery(), Book.class)) {
            assertThat(stream).extracting(Book::title).containsExactly(read);
        }
        assertThat(template.scroll(template.query(Book.class).toQuery().limit(5), ScrollPosition.keyset(), Book.class))
                .extracting(Book::title)
                .containsExactly(read);
        assertThat(books.findById(id)).get().extracting(Book::title).isEqualTo(read);
        assertThat(books.findAll()).extracting(Book::title).containsExactly(read);
        assertThat(books.findByTitle("a, before convert")).hasSize(1);
    }

    // Deleting

    @Test
    void e1_deletingAnObjectCallsBothDeleteCallbacksAndDeletingByIdNone() {
        start(Recording.class);
        List<Book> books = template.saveAll(List.of(new Book(null, "a"), new Book(null, "b"), new Book(null, "c")));
        List<String> calls = context.getBean(Recording.class).calls;
        calls.clear();

        template.delete(books.get(0));
        template.deleteAll(List.of(books.get(1)));
        template.deleteById(books.get(2).id(), Book.class);

        assertThat(calls)
                .containsExactly(
                        "before delete a, stored 3",
                        "after delete a, stored 2",
                        "before delete b, stored 2",
                        "after delete b, stored 1");
        assertThat(template.count(Book.class)).isZero();
    }

    // Order, discovery

    @Test
    void e1_callbacksRunInTheirOrder() {
        start(InOrder.class);

        assertThat(template.save(new Book(null, "x")).title()).isEqualTo("x123");
    }

    @Test
    void e1_lazyAndPrototypeBeansAndLambdasAreFoundAndOnlyForTheirType() {
        start(Odd.class);

        assertThat(template.save(new Book(null, "x")).title()).isEqualTo("x lazy prototype lambda");
        Page page = new Page("home", "Hello");
        assertThat(template.save(page).text).isEqualTo("Hello");
    }

    @Test
    void e1_aCallbackMayUseTheTemplateAndTheRepositoryItIsCalledBy() {
        start(Nested.class, Repositories.class);
        Books books = context.getBean(Books.class);

        books.save(new Book(null, "first"));
        Book second = books.save(new Book(null, "second"));

        assertThat(second.title()).isEqualTo("second of 2");
        assertThat(template.findAll(Page.class)).extracting(page -> page.text).containsExactly("first", "second");
    }

    @Test
    void e1_withoutBeansNothingIsCalledAndWithoutAContextThoseThatAreGiven() {
        start();
        assertThat(template.save(new Book(null, "x")).title()).isEqualTo("x");
        DatastoreTemplate plain =
                new DatastoreTemplate(context.getBean(Datastore.class), context.getBean(DatastoreConverter.class));
        plain.setEntityCallbacks(EntityCallbacks.create(new First()));

        assertThat(plain.save(new Book(null, "x")).title()).isEqualTo("x1");
    }

    private Entity stored(Object instance) {
        return context.getBean(Datastore.class).get(template.getKey(instance));
    }

    private static dev.kindred.datastore.model.Value value(String text) {
        return dev.kindred.datastore.model.Value.of(text);
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Books.class)
    static class Repositories {}

    @Configuration
    static class Steps {

        @Bean
        BeforeConvertCallback<Book> beforeConvert() {
            return book -> book.titled(book.title() + ", before convert");
        }

        @Bean
        BeforeSaveCallback<Book> beforeSave() {
            return (book, entity) -> {
                entity.set("length", book.title().length());
                return book.titled(book.title() + ", before save");
            };
        }

        @Bean
        AfterSaveCallback<Book> afterSave() {
            return (book, entity) -> book.titled(book.title() + ", after save");
        }

        @Bean
        AfterConvertCallback<Book> afterConvert() {
            return (book, entity) -> book.titled(book.title() + ", after convert");
        }

        @Bean
        BeforeConvertCallback<Page> beforeConvertPage() {
            return page -> {
                page.text += ", changed";
                if (page.id == null) {
                    page.id = "assigned";
                }
                return page;
            };
        }
    }

    @Configuration
    static class Untitled {

        @Bean
        BeforeSaveCallback<Book> withoutTitle() {
            return (book, entity) -> {
                if (book.title().startsWith("untitled")) {
                    entity.remove("title");
                }
                return book;
            };
        }
    }

    @Configuration
    static class Recording {

        final List<String> calls = new ArrayList<>();
        final List<Entity> entities = new ArrayList<>();

        @Bean
        BeforeSaveCallback<Book> beforeSave(DatastoreTemplate template) {
            return (book, entity) -> {
                calls.add("before " + book.title() + ", stored " + template.count(Book.class));
                return book;
            };
        }

        @Bean
        AfterSaveCallback<Book> afterSave(DatastoreTemplate template) {
            return (book, entity) -> {
                calls.add("after " + book.title() + ", stored " + template.count(Book.class));
                return book;
            };
        }

        @Bean
        AfterSaveCallback<Page> afterSavePage() {
            return (page, entity) -> {
                entities.add(entity);
                return page;
            };
        }

        @Bean
        BeforeDeleteCallback<Book> beforeDelete(DatastoreTemplate template) {
            return (book, key) -> {
                calls.add("before delete " + book.title() + ", stored " + template.count(Book.class));
                return book;
            };
        }

        @Bean
        AfterDeleteCallback<Book> afterDelete(DatastoreTemplate template) {
            return (Book book, Key key) -> {
                calls.add("after delete " + book.title() + ", stored " + template.count(Book.class));
                return book;
            };
        }
    }

    @Configuration
    static class Refusing {

        @Bean
        BeforeSaveCallback<Book> beforeSave() {
            return (book, entity) -> {
                if (book.title().equals("bad")) {
                    throw new IllegalStateException("No bad books.");
                }
                return book;
            };
        }
    }

    static class First implements BeforeConvertCallback<Book>, Ordered {

        @Override
        public int getOrder() {
            return 1;
        }

        @Override
        public Book onBeforeConvert(Book book) {
            return book.titled(book.title() + "1");
        }
    }

    @Configuration
    static class InOrder {

        @Bean
        @org.springframework.core.annotation.Order(3)
        BeforeConvertCallback<Book> third() {
            return new Third();
        }

        @Bean
        First first() {
            return new First();
        }

        @Bean
        BeforeConvertCallback<Book> second() {
            return new Second();
        }

        @org.springframework.core.annotation.Order(2)
        static class Second implements BeforeConvertCallback<Book> {
            @Override
            public Book onBeforeConvert(Book book) {
                return book.titled(book.title() + "2");
            }
        }

        @org.springframework.core.annotation.Order(3)
        static class Third implements BeforeConvertCallback<Book> {
            @Override
            public Book onBeforeConvert(Book book) {
                return book.titled(book.title() + "3");
            }
        }
    }

    @Configuration
    static class Odd {

        @Bean
        @Lazy
        Lazily lazily() {
            return new Lazily();
        }

        @Bean
        @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
        Prototype prototype() {
            return new Prototype();
        }

        @Bean
        BeforeConvertCallback<Book> lambda() {
            return book -> book.titled(book.title() + " lambda");
        }

        @org.springframework.core.annotation.Order(1)
        static class Lazily implements BeforeConvertCallback<Book> {
            @Override
            public Book onBeforeConvert(Book book) {
                return book.titled(book.title() + " lazy");
            }
        }

        @org.springframework.core.annotation.Order(2)
        static class Prototype implements BeforeConvertCallback<Book> {
            @Override
            public Book onBeforeConvert(Book book) {
                return book.titled(book.title() + " prototype");
            }
        }
    }

    @Configuration
    static class Nested {

        /** Writes a page for each book, and looks at the books, all through what it is called by. */
        @Bean
        AfterSaveCallback<Book> afterSave(Books books, DatastoreTemplate template) {
            return (book, entity) -> {
                template.save(new Page(book.title(), book.title()));
                return book.titled(book.title() + " of " + books.count());
            };
        }
    }
}
