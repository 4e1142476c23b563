package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.DatastoreObserver.Operation;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.Cascade;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Descendants;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Reference;
import dev.kindred.datastore.spring.data.mapping.Reference.Dangling;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.repository.library.Author;
import dev.kindred.datastore.spring.data.repository.library.Book;
import dev.kindred.datastore.spring.data.repository.library.Book.Chapter;
import dev.kindred.datastore.spring.data.repository.library.Books;
import dev.kindred.datastore.spring.data.repository.library.Publisher;
import dev.kindred.datastore.spring.data.repository.library.WrongFetches;
import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.template.FetchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.mapping.MappingException;

/** References between entities. Tests are named after the rows of the requirements. */
@ExtendWith(OutputCaptureExtension.class)
abstract class ReferencesContract {

    private static final int PARENTS = 50;

    private final AtomicInteger lookups = new AtomicInteger();
    private final LocalDatastore datastore;
    private final DatastoreTemplate template;
    private final Books books;

    ReferencesContract(TestEngine engine) {
        datastore = LocalDatastore.on(engine.engine())
                .observer((operation, outcome, nanos) -> {
                    if (operation == Operation.GET) {
                        lookups.incrementAndGet();
                    }
                })
                .build();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
        books = new DatastoreRepositoryFactory(template).getRepository(Books.class);
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private Author author(String name) {
        return template.save(new Author(null, name, null));
    }

    /** Fifty books by ten authors, each with a teacher, from five publishers. */
    private void library() {
        List<Author> teachers = template.saveAll(IntStream.range(0, 3)
                .mapToObj(i -> new Author(null, "teacher " + i, null))
                .toList());
        List<Author> authors = template.saveAll(IntStream.range(0, 10)
                .mapToObj(i -> new Author(null, "author " + i, template.ref(teachers.get(i % 3))))
                .toList());
        List<Publisher> publishers = template.saveAll(IntStream.range(0, 5)
                .mapToObj(i -> new Publisher(null, "publisher " + i))
                .toList());
        books.saveAll(IntStream.range(0, PARENTS)
                .mapToObj(i -> new Book(
                        null,
                        String.format("b%02d", i),
                        template.ref(authors.get(i % 10)),
                        template.ref(publishers.get(i % 5)),
                        List.of(new Chapter("c", template.ref(authors.get((i + 1) % 10))))))
                .toList());
        lookups.set(0);
    }

    @Test
    void r1_r3_refStoresTheKeyAndLoadsTheObjectWhenItIsAskedFor() {
        Author ann = author("Ann");
        Book book = books.save(new Book(null, "a", Ref.of(ann), null, List.of()));
        Key key = template.getKey(ann);
        assertThat(datastore.get(template.getKey(book)).value("author")).isEqualTo(Value.of(key));
        lookups.set(0);

        Book read = books.findByTitleStartingWith("a").get(0);

        assertThat(read).isEqualTo(book);
        assertThat(read.author().key()).isEqualTo(key);
        assertThat(read.author().isLoaded()).isFalse();
        assertThat(lookups).hasValue(0);
        assertThat(read.author().get()).isEqualTo(ann);
        assertThat(read.author().orThrow()).isSameAs(read.author().get());
        assertThat(lookups).hasValue(1);
        assertThat(read.publisher()).isNull();
    }

    @Test
    void r1_refOfAnObjectWithoutAnIdIsRefused() {
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(
                        () -> books.save(new Book(null, "a", Ref.of(new Author(null, "new", null)), null, List.of())))
                .withMessageContaining("\"author\"")
                .withMessageContaining("no id yet")
                .withMessageContaining("Save that object first");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> template.ref(new Author(null, "new", null)));
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> books.save(new Book(null, "a", Ref.to(Key.of("Publisher", 1)), null, List.of())))
                .withMessageContaining("Publisher(1)")
                .withMessageContaining("\"Author\"");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Ref.to(Key.of("Author", 1)).get())
                .withMessageContaining("Author(1)");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Ref.of(new Object()).key());
    }

    @Test
    void r2_pain01_fiftyParentsWithTwoReferencesEachTakeOneQueryAndOneLookup() {
        library();

        List<Book> found = books.findAllByOrderByTitle();

        assertThat(found).hasSize(PARENTS).allSatisfy(book -> {
            assertThat(book.author().isLoaded()).isTrue();
            assertThat(book.publisher().orThrow().name()).startsWith("publisher");
        });
        assertThat(lookups).hasValue(1);
    }

    @Test
    void r4_pathsLeadThroughReferencesAndNestedObjectsWithOneLookupForEachLevel() {
        library();

        List<Book> page = books.findAllByTitleStartingWithOrderByTitle("b", PageRequest.of(0, 20))
                .getContent();

        assertThat(page).hasSize(20).allSatisfy(book -> {
            assertThat(book.author().orThrow().teacher().isLoaded()).isTrue();
            assertThat(book.chapters().get(0).by().isLoaded()).isTrue();
            assertThat(book.publisher().isLoaded()).isFalse();
        });
        assertThat(lookups).hasValue(2);
    }

    @Test
    void r4_textsFetchToo() {
        library();

        List<Book> found = books.writtenFrom("b");

        assertThat(found).hasSize(PARENTS).allSatisfy(book -> {
            assertThat(book.author().isLoaded()).isTrue();
            assertThat(book.publisher().isLoaded()).isFalse();
        });
        assertThat(lookups).hasValue(1);
    }

    @Test
    void r4_windowsAndStreamsFetchToo() {
        library();

        assertThat(books.findByTitleStartingWithOrderByTitle("b", ScrollPosition.keyset(), Limit.of(10)))
                .allSatisfy(book -> assertThat(book.author().isLoaded()).isTrue());
        assertThat(lookups).hasValue(1);
        assertThat(books.findByTitleStartingWithOrderByTitle("b", ScrollPosition.offset(), Limit.of(10)))
                .allSatisfy(book -> assertThat(book.author().isLoaded()).isTrue());
        assertThat(lookups).hasValue(2);
        try (Stream<Book> stream = books.streamAllByTitleStartingWith("b")) {
            assertThat(stream)
                    .hasSize(PARENTS)
                    .allSatisfy(book -> assertThat(book.author().isLoaded()).isTrue());
        }
        assertThat(lookups).hasValue(3);
        assertThat(template.find(template.query(Book.class).toQuery(), Book.class, FetchPlan.of("publisher")))
                .allSatisfy(book -> assertThat(book.publisher().isLoaded()).isTrue());
        assertThat(lookups).hasValue(4);
    }

    record Always(@Id Long id, @Fetch Ref<Author> author, Optional<Ref<Author>> other) {}

    @Test
    void r4_fieldMarkedFetchIsAlwaysLoaded() {
        Author ann = author("Ann");
        Always saved = template.save(new Always(null, template.ref(ann), Optional.of(template.ref(ann))));
        lookups.set(0);

        Always read = template.getById(saved.id(), Always.class);

        assertThat(read.author().isLoaded()).isTrue();
        assertThat(lookups).hasValue(2);
        assertThat(read.other().orElseThrow().get()).isSameAs(read.author().get());
        assertThat(lookups).hasValue(2);
    }

    @Test
    void r4_wrongPathsAreReportedAtTheStartAllAtOnce() {
        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> new DatastoreRepositoryFactory(template).getRepository(WrongFetches.class))
                .withMessageContaining("\"autor\": Book has no field \"autor\"")
                .withMessageContaining("\"author.age\": Author has no field \"age\"")
                .withMessageContaining("\"title\": field \"title\" is no reference")
                .withMessageContaining("WrongFetches.findAll()")
                .withMessageContaining(
                        "WrongFetches.findByAuthorName(String): \"name\" is a property of another entity");
    }

    @Test
    void r5_nothingIsSavedOrDeletedAlong() {
        Author ann = author("Ann");
        Book book = books.save(new Book(null, "a", Ref.of(new Author(ann.id(), "changed", null)), null, List.of()));
        assertThat(template.getById(ann.id(), Author.class).name()).isEqualTo("Ann");

        books.delete(book);
        assertThat(template.existsById(ann.id(), Author.class)).isTrue();
    }

    record Shelf(@Id Long id, List<Ref<Author>> authors, Map<String, Ref<Author>> byName, Ref<Author>[] array) {}

    @Test
    @SuppressWarnings("unchecked")
    void r6_orderAndDoublesOfListedReferencesAreKept() {
        Ref<Author> a = template.ref(author("A"));
        Ref<Author> b = template.ref(author("B"));
        Shelf saved = template.save(new Shelf(null, List.of(b, a, b), Map.of("a", a), new Ref[] {b, a}));
        lookups.set(0);

        Shelf read = template.find(
                        template.query(Shelf.class).toQuery(), Shelf.class, FetchPlan.of("authors", "byName", "array"))
                .get(0);

        assertThat(read.authors()).isEqualTo(saved.authors());
        assertThat(read.authors()).extracting(ref -> ref.orThrow().name()).containsExactly("B", "A", "B");
        assertThat(read.byName().get("a").orThrow()).isSameAs(read.array()[1].orThrow());
        assertThat(lookups).hasValue(1);
    }

    record Strict(
            @Id Long id,
            @Reference(dangling = Dangling.FAIL) Ref<Author> author) {}

    @Test
    void r7_missingTargetIsNullOrAnErrorAsDeclared() {
        Key gone = Key.of("Author", 99);
        Book book = books.save(new Book(null, "a", Ref.to(gone), null, List.of()));
        Book read = books.findById(book.id()).orElseThrow();
        Strict strict = template.save(new Strict(null, Ref.to(gone)));

        assertThat(read.author().isPresent()).isFalse();
        assertThat(read.author().get()).isNull();
        assertThat(read.author().find()).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> read.author().orThrow())
                .withMessageContaining("Author(99)");
        assertThat(books.findAllByOrderByTitle().get(0).author().get()).isNull();
        Strict lazy = template.getById(strict.id(), Strict.class);
        assertThatExceptionOfType(DataRetrievalFailureException.class)
                .isThrownBy(() -> lazy.author().get())
                .withMessageContaining("Author(99)")
                .withMessageContaining("\"author\"");
    }

    static class Node {
        @Id
        Long id;

        String name;

        @Fetch
        List<Ref<Node>> next;
    }

    @Test
    void r8_circlesCloseAndAllThatReferToOneEntityGetOneObject() {
        Node first = new Node();
        first.name = "first";
        template.save(first);
        Node second = new Node();
        second.name = "second";
        second.next = List.of(template.ref(first));
        template.save(second);
        first.next = List.of(template.ref(second), template.ref(first));
        template.save(first);
        lookups.set(0);

        Node read = template.getById(first.id, Node.class);

        assertThat(read.next.get(1).get()).isSameAs(read);
        assertThat(read.next.get(0).get().next.get(0).get()).isSameAs(read);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void r8_lazyReferencesOfOneResultShareTheirObjects() {
        library();

        List<Book> found = books.findByTitleStartingWith("b");
        Book other = found.stream()
                .filter(book -> book != found.get(0)
                        && book.author().equals(found.get(0).author()))
                .findFirst()
                .orElseThrow();

        assertThat(found.get(0).author().get()).isSameAs(other.author().get());
        assertThat(lookups).hasValue(1);
    }

    @Test
    void r9_referencesAreFoundByObjectRefAndKey() {
        Author ann = author("Ann");
        Author bob = author("Bob");
        Book one = books.save(new Book(null, "a", Ref.of(ann), null, List.of()));
        Book two = books.save(new Book(null, "b", Ref.of(bob), null, List.of(new Chapter("c", template.ref(ann)))));

        assertThat(books.findByAuthor(ann)).containsExactly(one);
        assertThat(books.countByAuthor(template.ref(bob))).isEqualTo(1);
        assertThat(books.findByAuthorIn(List.of(template.getKey(ann), template.getKey(bob))))
                .containsExactlyInAnyOrder(one, two);
        assertThat(books.findByChaptersBy(template.getKey(ann))).containsExactly(two);
        assertThat(template.find(
                        template.query(Book.class)
                                .toQuery()
                                .filter(template.filters()
                                        .compare(Book.class, "author", Operator.IN, List.of(ann, template.ref(bob)))),
                        Book.class))
                .hasSize(2);
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> template.filters().path(Book.class, "author.name"))
                .withMessageContaining("joins nothing");
    }

    // Direct references

    record Review(
            @Id Long id,
            String text,
            @Reference Author by,
            @Reference List<Author> likes) {}

    record Sprung(
            @Id Long id,
            @org.springframework.data.annotation.Reference Author by) {}

    @Test
    void r1_referenceWithoutARefStoresTheKeyAndLoadsTheObjectsOfAllResultsAtOnce() {
        Author ann = author("Ann");
        Author bob = author("Bob");
        List<Review> saved = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            saved.add(template.save(new Review(null, "r" + i, i % 2 == 0 ? ann : bob, List.of(bob, ann, bob))));
        }
        lookups.set(0);

        List<Review> found = template.findAll(Review.class);

        assertThat(found).containsExactlyInAnyOrderElementsOf(saved);
        assertThat(lookups).hasValue(1);
        assertThat(datastore.get(template.getKey(saved.get(0))).value("by")).isEqualTo(Value.of(template.getKey(ann)));
        Sprung sprung = template.save(new Sprung(null, ann));
        assertThat(template.getById(sprung.id(), Sprung.class)).isEqualTo(sprung);
        template.delete(bob);
        assertThat(template.getById(saved.get(1).id(), Review.class))
                .isEqualTo(new Review(saved.get(1).id(), "r1", null, java.util.Arrays.asList(null, ann, null)));
    }

    static class Left {
        @Id
        Long id;

        @Reference
        Right right;
    }

    static class Right {
        @Id
        Long id;

        @Reference
        Left left;
    }

    @Test
    void r8_circleOfDirectReferencesIsAnErrorThatSaysSo() {
        Key left = Key.of("Left", 1);
        Key right = Key.of("Right", 1);
        datastore.put(Entity.builder(left).set("right", right).build());
        datastore.put(Entity.builder(right).set("left", left).build());

        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.findById(1L, Left.class))
                .withMessageContaining("Left(1)")
                .withMessageContaining("Declare one of the fields as Ref");
    }

    // Parents

    record City(@Id Long id, String name) {}

    record RefChild(@Id Long id, @Parent Ref<City> city, String text) {}

    record TypedChild(@Id Long id, @Parent City city, String text) {}

    @Test
    void k7_parentMayBeARefOrTheObjectItself() {
        City rome = template.save(new City(null, "Rome"));
        Key key = template.getKey(rome);

        RefChild byRef = template.save(new RefChild(null, template.ref(rome), "a"));
        TypedChild typed = template.save(new TypedChild(null, rome, "b"));

        assertThat(template.getKey(byRef).parent()).isEqualTo(key);
        assertThat(template.getKey(typed).parent()).isEqualTo(key);
        assertThat(datastore.get(template.getKey(typed)).properties()).containsOnlyKeys("text");
        lookups.set(0);
        RefChild readByRef = template.getById(template.getKey(byRef), RefChild.class);
        assertThat(readByRef).isEqualTo(byRef);
        assertThat(lookups).hasValue(1);
        assertThat(readByRef.city().get()).isEqualTo(rome);
        assertThat(template.find(template.query(TypedChild.class).toQuery().ancestor(key), TypedChild.class))
                .containsExactly(typed);
        assertThat(lookups).hasValue(3);
    }

    // Hierarchies

    @Discriminator
    sealed interface Media {}

    @Subtype("film")
    record Film(@Id Long id, @Fetch Ref<Author> director) implements Media {}

    @Subtype("album")
    record Album(@Id Long id, String title) implements Media {}

    record Loan(@Id Long id, Ref<Media> media) {}

    @Test
    void r13_pain18_referencesToAHierarchyGiveTheSubtypeAndFetchWhatItRefersTo() {
        Film film = template.save(new Film(null, template.ref(author("Ann"))));
        Loan loan = template.save(new Loan(null, Ref.of((Media) film)));
        lookups.set(0);

        Media media = template.getById(loan.id(), Loan.class).media().orThrow();

        assertThat(media).isInstanceOfSatisfying(Film.class, read -> assertThat(
                        read.director().isLoaded())
                .isTrue());
        assertThat(lookups).hasValue(3);
    }

    // Along with others

    record Post(
            @Id Long id,
            String title,

            @Reference(cascade = {Cascade.SAVE, Cascade.DELETE})
            Ref<Author> author,

            @Reference(cascade = Cascade.SAVE) List<Author> likes,

            @Descendants(cascade = {Cascade.SAVE, Cascade.DELETE})
            List<Comment> comments) {}

    record Comment(@Id Long id, @Parent Key post, String text) {}

    @Test
    void r5_cascadesSaveWhatIsAtHandAndGiveItsIdsBack() {
        Post saved = template.save(new Post(
                null,
                "p",
                Ref.of(new Author(null, "Ann", null)),
                List.of(new Author(null, "Bob", null), author("Cid")),
                List.of(new Comment(null, null, "first"), new Comment(null, null, "second"))));

        assertThat(saved.author().orThrow().id()).isNotNull();
        assertThat(saved.likes()).extracting(Author::id).doesNotContainNull();
        assertThat(saved.comments()).extracting(Comment::post).containsOnly(template.getKey(saved));
        Post read = template.getById(saved.id(), Post.class);
        assertThat(read.author().orThrow().name()).isEqualTo("Ann");
        assertThat(read.likes()).extracting(Author::name).containsExactly("Bob", "Cid");
        assertThat(read.comments()).extracting(Comment::text).containsExactlyInAnyOrder("first", "second");
        assertThat(template.count(Author.class)).isEqualTo(3);
    }

    @Test
    void r5_cascadesAreOneTransactionAndLeaveAloneWhatWasNotLoaded() {
        Post saved = template.save(new Post(
                null, "p", Ref.of(new Author(null, "Ann", null)), List.of(), List.of(new Comment(null, null, "c"))));
        Post read = template.getById(saved.id(), Post.class);
        lookups.set(0);
        template.save(new Post(read.id(), "changed", read.author(), read.likes(), read.comments()));

        assertThat(read.author().isLoaded()).isFalse();
        assertThat(read.comments()).hasToString("[not loaded]");
        assertThat(template.count(Comment.class)).isEqualTo(1);

        record Broken(
                @Id Long id,
                @Reference(cascade = Cascade.SAVE) Author author,
                Object value) {}
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() ->
                        template.save(new Broken(null, new Author(null, "Eve", null), java.time.LocalDate.EPOCH)));
        assertThat(template.count(Author.class)).isEqualTo(1);
    }

    @Test
    void r5_deletionsCascadeByObjectAndById() {
        Post first = template.save(new Post(
                null, "p", Ref.of(new Author(null, "Ann", null)), List.of(), List.of(new Comment(null, null, "c"))));
        Post second = template.save(new Post(
                null, "q", Ref.of(new Author(null, "Bob", null)), List.of(), List.of(new Comment(null, null, "d"))));

        template.delete(first);
        assertThat(template.findAll(Comment.class)).extracting(Comment::text).containsExactly("d");
        assertThat(template.findAll(Author.class)).extracting(Author::name).containsExactly("Bob");
        template.deleteById(second.id(), Post.class);
        assertThat(template.count(Comment.class)).isZero();
        assertThat(template.count(Author.class)).isZero();
    }

    static class Ring {
        @Id
        Long id;

        @Reference(cascade = Cascade.SAVE)
        Ref<Ring> next;
    }

    @Test
    void r8_cascadeInACircleEnds() {
        Ring first = template.save(new Ring());
        Ring second = new Ring();
        second.next = template.ref(first);
        first.next = Ref.of(second);

        template.save(first);

        assertThat(template.getById(first.id, Ring.class).next.orThrow().next.key())
                .isEqualTo(template.getKey(first));
    }

    // Descendants

    static class Topic {
        @Id
        Long id;

        @Descendants
        List<Reply> replies;

        @Descendants(fetch = Descendants.Loading.EAGER)
        Iterable<Topic> below;
    }

    record Reply(@Id Long id, @Parent Topic topic, String text) {}

    @Test
    void k8_descendantsAreReadWhenTheyAreUsedOrWithTheirOwner() {
        Topic topic = template.save(new Topic());
        Key key = template.getKey(topic);
        template.saveAll(List.of(new Reply(1L, topic, "a"), new Reply(2L, topic, "b")));
        datastore.put(Entity.builder(key.child("Topic", 7)).build());

        Topic read = template.getById(topic.id, Topic.class);

        assertThat(read.below).hasSize(1).allSatisfy(below -> assertThat(below.id)
                .isEqualTo(7L));
        assertThat(read.replies).hasToString("[not loaded]");
        assertThat(read.replies).extracting(Reply::text).containsExactly("a", "b");
        assertThat(read.replies.get(0).topic()).isSameAs(read);
        assertThat(datastore.get(key).properties()).isEmpty();
        read.replies.add(new Reply(3L, read, "c"));
        read.replies.remove(0);
        template.save(read);
        assertThat(template.count(Reply.class)).isEqualTo(2);
    }

    record WrongDescendants(@Id Long id, @Descendants Map<String, Reply> replies) {}

    interface Topics extends DatastoreRepository<Topic, Long> {

        List<Topic> findByRepliesText(String text);

        @Fetch("replies")
        List<Topic> findAllBy();
    }

    @Test
    void k8_descendantsAreNoPropertyOfTheirOwner() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(WrongDescendants.class))
                .withMessageContaining("\"replies\"")
                .withMessageContaining("List, Collection or Iterable");
        assertThatExceptionOfType(InvalidQueryMethodsException.class)
                .isThrownBy(() -> new DatastoreRepositoryFactory(template).getRepository(Topics.class))
                .withMessageContaining("entities of their own")
                .withMessageContaining("fetch = EAGER");
    }

    // Lookups in loops

    @Test
    void r2_pain01_aLoopThatLoadsOneByOneIsWarnedOfOnceWithTheWayOut(CapturedOutput output) {
        library();

        books.findByTitleStartingWith("b").forEach(book -> book.author().get());
        assertThat(output).doesNotContain("lookups of one reference");
        template.setFetchWarningThreshold(4);
        books.findByTitleStartingWith("b").forEach(book -> book.author().get());
        books.findByTitleStartingWith("b").forEach(book -> book.author().get());

        assertThat(output.toString()).containsOnlyOnce("lookups of one reference each");
        assertThat(output)
                .contains("Books.findByTitleStartingWith(String)")
                .contains("more than 4 lookups")
                .contains("@Fetch(\"author\")");
    }
}
