package dev.kindred.datastore.spring.data.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.repository.config.EnableDatastoreRepositories;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

abstract class EntityEventContract {

    record Counter(@Id String id, long value) {}

    record Visit(@Id String id, @Version long version, String by) {}

    private final TestEngine engine;
    private AnnotationConfigApplicationContext context;
    private DatastoreTemplate template;

    EntityEventContract(TestEngine engine) {
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

    private List<String> heard() {
        return context.getBean(Heard.class).list;
    }

    // What is heard

    @Test
    void e1_aListenerOfATypeHearsTheStepsOfASaveOfAReadAndOfADeleteInOrder() {
        start(OfBooks.class);

        Book saved = template.save(new Book(null, "Dune"));
        template.getById(saved.id(), Book.class);
        template.delete(saved);

        assertThat(heard())
                .containsExactly(
                        "before convert Dune",
                        "before save Dune, incomplete",
                        "after save " + saved.id() + ", " + saved.id(),
                        "after load " + saved.id(),
                        "after convert Dune",
                        "before delete Dune",
                        "after delete Dune");
    }

    @Test
    void e1_aListenerOfATypeHearsNothingOfOthers() {
        start(OfBooks.class);

        template.save(new Counter("c", 1));
        template.findAll(Counter.class);
        template.deleteAll(Counter.class);

        assertThat(heard()).isEmpty();
    }

    @Test
    void e1_deletingByIdByTypeAndByQueryTellsKeysAndTypes() {
        start(Deletes.class, Repositories.class);
        List<Book> books =
                template.saveAll(List.of(new Book(1L, "a"), new Book(2L, "b"), new Book(3L, "c"), new Book(4L, "d")));

        template.deleteById(books.get(0).id(), Book.class);
        context.getBean(Books.class).deleteByTitle("b");
        template.deleteAll(template.query(Book.class).toQuery().limit(1));
        template.deleteAll(Book.class);

        assertThat(heard())
                .containsExactly(
                        "Book 1 by key alone", "Book 2 by key alone", "Book 3 by key alone", "Book 4 by key alone");
    }

    @Test
    void e1_typedEventListenerMethodsAndLazyListenerBeansAreFound() {
        start(Typed.class, LazyListener.class);

        template.save(new Book(null, "Dune"));
        template.save(new Counter("c", 1));

        assertThat(heard()).containsExactlyInAnyOrder("method Dune", "lazy Book", "lazy Counter");
    }

    @Test
    void aListenerThatComesLaterIsHeardFromThenOn() {
        start();
        List<Object> events = new ArrayList<>();
        template.save(new Book(null, "before"));

        context.addApplicationListener((ApplicationListener<AfterSaveEvent<?>>) event -> events.add(event.instance()));
        Book after = template.save(new Book(null, "after"));

        assertThat(events).containsExactly(after);
    }

    @Test
    void e1_aSilentTemplateTellsNobody() {
        start(OfBooks.class);
        DatastoreTemplate silent = new DatastoreTemplate(template.getDatastore(), template.getConverter());
        silent.setEntityEvents(EntityEvents.SILENT);
        silent.setApplicationContext(context);

        silent.delete(silent.save(new Book(null, "Dune")));

        assertThat(heard()).isEmpty();
    }

    // When

    @Test
    void e1_anEventIsPublishedAtTheCallBeforeTheCommitSoThatAListenerCanUndoTheSave() {
        start(Failing.class);
        Service service = context.getBean(Service.class);

        assertThatIllegalStateException().isThrownBy(() -> service.save(new Counter("c", 1)));

        assertThat(heard()).containsExactly("in transaction: true");
        assertThat(template.existsById("c", Counter.class)).isFalse();
    }

    @Test
    void x6_workAfterTheCommitIsDoneOnceAlthoughTheTransactionIsRepeated() {
        start(AfterCommit.class);
        template.insert(new Counter("c", 0));
        heard().clear();

        context.getBean(Service.class).incrementAgainstAnother("c");

        assertThat(context.getBean(Service.class).attempts()).isEqualTo(2);
        assertThat(template.getById("c", Counter.class).value()).isEqualTo(11);
        assertThat(heard()).filteredOn(text -> text.startsWith("at once")).hasSize(3);
        assertThat(heard())
                .filteredOn(text -> text.startsWith("committed"))
                .containsExactly("committed 10", "committed 11");
    }

    @Test
    void ofARolledBackTransactionNothingIsHeardAfterCommit() {
        start(AfterCommit.class);

        assertThatIllegalStateException()
                .isThrownBy(() -> context.getBean(Service.class).saveAndFail(new Counter("c", 1)));

        assertThat(heard()).containsExactly("at once 1");
    }

    @Test
    void workAfterTheCommitMayReadAndWriteThroughTemplateAndRepository() {
        start(Follower.class, Repositories.class);
        Books books = context.getBean(Books.class);

        Book book = books.save(new Book(null, "Dune"));

        assertThat(heard()).containsExactly("stored: true");
        assertThat(template.getById("template " + book.title(), Counter.class).value())
                .isEqualTo(1);
        assertThat(books.findByTitle("Dune, annotated")).hasSize(1);
        assertThat(template.getById("visit", Visit.class)).isEqualTo(new Visit("visit", 2, "b"));
    }

    @Test
    void savesOfRepositoriesAlwaysHaveACommitThatCanBeWaitedFor() {
        start(Follower.class, Repositories.class);

        template.save(new Book(null, "by template"));
        assertThat(heard()).isEmpty();
        context.getBean(Books.class).save(new Book(null, "by repository"));

        assertThat(heard()).hasSize(1);
    }

    static class Heard {
        final List<String> list = new ArrayList<>();
    }

    @Configuration
    @EnableDatastoreRepositories(basePackageClasses = Books.class)
    static class Repositories {}

    @Configuration
    static class OfBooks {

        @Bean
        Heard heard() {
            return new Heard();
        }

        @Bean
        BookListener bookListener(Heard heard) {
            return new BookListener(heard);
        }
    }

    static class BookListener extends AbstractDatastoreEventListener<Book> {

        private final Heard heard;

        BookListener(Heard heard) {
            this.heard = heard;
        }

        @Override
        protected void onBeforeConvert(BeforeConvertEvent<Book> event) {
            heard.list.add("before convert " + event.instance().title());
        }

        @Override
        protected void onBeforeSave(BeforeSaveEvent<Book> event) {
            heard.list.add("before save " + event.instance().title()
                    + (event.entity().key().isIncomplete() ? ", incomplete" : ""));
        }

        @Override
        protected void onAfterSave(AfterSaveEvent<Book> event) {
            heard.list.add("after save " + event.instance().id() + ", "
                    + event.entity().key().id());
        }

        @Override
        protected void onAfterLoad(AfterLoadEvent<Book> event) {
            heard.list.add("after load " + event.entity().key().id());
        }

        @Override
        protected void onAfterConvert(AfterConvertEvent<Book> event) {
            heard.list.add("after convert " + event.instance().title());
        }

        @Override
        protected void onBeforeDelete(BeforeDeleteEvent<Book> event) {
            heard.list.add("before delete " + event.instance().title());
        }

        @Override
        protected void onAfterDelete(AfterDeleteEvent<Book> event) {
            heard.list.add("after delete " + event.instance().title());
        }
    }

    @Configuration
    static class Deletes {

        private final Heard heard = new Heard();

        @Bean
        Heard heard() {
            return heard;
        }

        @EventListener
        void deleted(AfterDeleteEvent<?> event) {
            heard.list.add(event.type().getSimpleName() + " " + event.key().id()
                    + (event.instance() == null ? " by key alone" : ""));
        }
    }

    @Configuration
    static class Typed {

        private final Heard heard = new Heard();

        @Bean
        Heard heard() {
            return heard;
        }

        @EventListener
        void saved(AfterSaveEvent<Book> event) {
            heard.list.add("method " + event.instance().title());
        }
    }

    @Configuration
    static class LazyListener {

        @Bean
        @Lazy
        AllListener lazyListener(Heard heard) {
            return new AllListener(heard);
        }

        record AllListener(Heard heard) implements ApplicationListener<BeforeSaveEvent<?>> {
            @Override
            public void onApplicationEvent(BeforeSaveEvent<?> event) {
                heard.list.add("lazy " + event.type().getSimpleName());
            }
        }
    }

    @Configuration
    static class Failing {

        private final Heard heard = new Heard();
        private final Datastore datastore;

        Failing(Datastore datastore) {
            this.datastore = datastore;
        }

        @Bean
        Heard heard() {
            return heard;
        }

        @Bean
        Service service(DatastoreTemplate template) {
            return new Service(template);
        }

        @EventListener
        void saved(AfterSaveEvent<Counter> event) {
            heard.list.add("in transaction: " + (DatastoreTransactions.current(datastore) != null));
            throw new IllegalStateException("no");
        }
    }

    static class Service {

        private final DatastoreTemplate template;
        private int attempts;

        Service(DatastoreTemplate template) {
            this.template = template;
        }

        @Transactional
        public void save(Counter counter) {
            template.save(counter);
        }

        @Transactional
        public void saveAndFail(Counter counter) {
            template.save(counter);
            throw new IllegalStateException("no");
        }

        public int attempts() {
            return attempts;
        }

        @RetryOnConflict(backoffMillis = 0)
        @Transactional(propagation = Propagation.REQUIRED)
        public void incrementAgainstAnother(String id) {
            attempts++;
            Counter counter = template.getById(id, Counter.class);
            if (attempts == 1) {
                Thread other = new Thread(() -> add(id, 10));
                other.start();
                join(other);
            }
            template.save(new Counter(id, counter.value() + 1));
        }

        private void add(String id, long more) {
            new TransactionTemplate(new DatastoreTransactionManager(template.getDatastore()))
                    .executeWithoutResult(status -> template.save(
                            new Counter(id, template.getById(id, Counter.class).value() + more)));
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Configuration
    static class AfterCommit {

        private final Heard heard = new Heard();

        @Bean
        Heard heard() {
            return heard;
        }

        @Bean
        Service service(DatastoreTemplate template) {
            return new Service(template);
        }

        @EventListener
        void atOnce(AfterSaveEvent<Counter> event) {
            heard.list.add("at once " + event.instance().value());
        }

        @TransactionalEventListener
        void committed(AfterSaveEvent<Counter> event) {
            heard.list.add("committed " + event.instance().value());
        }
    }

    @Configuration
    static class Follower {

        private final Heard heard = new Heard();

        @Bean
        Heard heard() {
            return heard;
        }

        @Bean
        After after(DatastoreTemplate template, Heard heard) {
            return new After(template, heard);
        }

        static class After {

            private final DatastoreTemplate template;
            private final Heard heard;

            @org.springframework.beans.factory.annotation.Autowired
            private Books books;

            After(DatastoreTemplate template, Heard heard) {
                this.template = template;
                this.heard = heard;
            }

            @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
            void saved(AfterSaveEvent<Book> event) {
                if (event.instance().title().contains("annotated")) {
                    return;
                }
                heard.list.add("stored: " + books.existsById(event.instance().id()));
                template.save(new Counter("template " + event.instance().title(), 1));
                books.save(new Book(null, event.instance().title() + ", annotated"));
                Visit first = template.save(new Visit("visit", 0, "a"));
                template.save(new Visit("visit", first.version(), "b"));
            }
        }
    }
}
