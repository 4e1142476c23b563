package dev.kindred.datastore.spring.data.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.ExpiryPolicy;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.AlsoKnownAs;
import dev.kindred.datastore.spring.data.mapping.Cached;
import dev.kindred.datastore.spring.data.mapping.Cascade;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Descendants;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Embedded;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.EnumValue;
import dev.kindred.datastore.spring.data.mapping.ExpireAt;
import dev.kindred.datastore.spring.data.mapping.Extras;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.GeneratedId;
import dev.kindred.datastore.spring.data.mapping.IndexCondition;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.InsertOnly;
import dev.kindred.datastore.spring.data.mapping.Json;
import dev.kindred.datastore.spring.data.mapping.MapKey;
import dev.kindred.datastore.spring.data.mapping.Namespace;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Reference;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import dev.kindred.datastore.spring.data.mapping.Unique;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.template.DuplicateValueException;
import dev.kindred.datastore.spring.data.template.DuplicateValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;

/** What {@code docs/guides/mapping.md} says. */
class MappingPageTests {

    private final LocalDatastore datastore = TestEngine.MEMORY.open();
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @AfterEach
    void close() {
        datastore.close();
    }

    // tag::ids[]
    @Entity("orders")
    record Order(
            @Id @GeneratedId(GeneratedId.Strategy.ULID) String id,
            @Parent Ref<Customer> customer,
            @Field("total_cents") long total,
            @Unindexed String remarks) {}
    // end::ids[]

    record Customer(@Id Long id, String name) {}

    // tag::namespace[]
    record Setting(@Id String name, @Namespace String tenant, String value) {}
    // end::namespace[]

    @Test
    void idsParentsAndNamespacesArePartsOfTheKey() {
        Customer ann = template.save(new Customer(null, "Ann"));
        Order order = template.save(new Order(null, template.ref(ann), 995, "urgent"));
        Key key = template.getKey(order);

        assertThat(key.kind()).isEqualTo("orders");
        assertThat(key.parent()).isEqualTo(template.getKey(ann));
        assertThat(datastore.get(key).properties()).containsOnlyKeys("total_cents", "remarks");
        assertThat(template.getKey(template.save(new Setting("color", "acme", "red")))
                        .partition()
                        .namespace())
                .isEqualTo("acme");
    }

    // tag::embedded[]
    record Person(
            @Id Long id,
            Address home, // home.city, a nested value
            @Embedded(flatten = true, prefix = "work_") Address work, // work_city, beside id and tags
            List<String> tags,
            Map<String, Integer> scores) {}

    record Address(String street, String city) {}
    // end::embedded[]

    @Test
    void embeddedObjectsAreNestedOrFlattened() {
        Person person = template.save(
                new Person(null, new Address("a", "Rome"), new Address("b", "Oslo"), List.of("x"), Map.of("y", 1)));

        assertThat(datastore.get(template.getKey(person)).properties())
                .containsOnlyKeys("home", "work_street", "work_city", "tags", "scores");
        assertThat(template.getById(person.id(), Person.class)).isEqualTo(person);
    }

    // tag::forms[]
    record Sale(
            @Id Long id,
            @MapKey("sku") Map<String, Line> lines, // a list of lines
            @Json Map<String, Object> details, // text
            Level level, // 10 or 20
            @Field(reading = Field.Reading.LENIENT) int discount) {}

    record Line(String sku, long price) {}

    enum Level {
        LOW(10),
        HIGH(20);

        @EnumValue
        private final int number;

        Level(int number) {
            this.number = number;
        }
    }
    // end::forms[]

    @Test
    void fieldsMaySayHowTheyAreStored() {
        Sale sale =
                template.save(new Sale(1L, Map.of("a", new Line("a", 5)), Map.of("x", List.of("y")), Level.HIGH, 3));

        assertThat(datastore.get(template.getKey(sale)).value("level")).isEqualTo(Value.of(20));
        assertThat(template.getById(1, Sale.class)).isEqualTo(sale);
    }

    // tag::indexes[]
    @Unindexed
    record Job(
            @Id Long id,
            @Indexed(when = StillOpen.class) String state,
            @Indexed(when = IndexCondition.NotNull.class) String owner,
            String log) {}

    static class StillOpen implements IndexCondition<String> {

        @Override
        public boolean isIndexed(@Nullable String state, Object job) {
            return !"done".equals(state);
        }
    }
    // end::indexes[]

    @Test
    void conditionsSpareIndexRows() {
        Job open = template.save(new Job(null, "open", null, "…"));
        Job done = template.save(new Job(null, "done", "ann", "…"));

        assertThat(datastore.get(template.getKey(open)).property("state").indexed())
                .isTrue();
        assertThat(datastore.get(template.getKey(done)).property("state").indexed())
                .isFalse();
        assertThat(datastore.get(template.getKey(open)).property("log").indexed())
                .isFalse();
    }

    // tag::unique[]
    @Unique({"country", "plate"}) // together
    record Car(
            @Id Long id,
            String country,
            String plate,
            @Unique String vin) {}
    // end::unique[]

    @Test
    void uniqueValuesAreGivenOutOnce() {
        template.save(new Car(null, "AT", "W-1", "1"));
        template.save(new Car(null, "AT", "W-2", "2"));

        assertThatExceptionOfType(DuplicateValueException.class)
                .isThrownBy(() -> template.save(new Car(null, "AT", "W-2", "3")));
        assertThat(DuplicateValues.find(template, Car.class, 100)).isEmpty();
    }

    // tag::expiry[]
    record Session(@Id String id, @ExpireAt Instant until) {}

    record Visit(
            @Id Long id,
            @CreatedDate @ExpireAt(after = "30d") Instant at) {}
    // end::expiry[]

    @Test
    void entitiesExpireAtATimeOrAfterIt() {
        DatastoreMappingContext context = new DatastoreMappingContext();
        context.setInitialEntitySet(Set.of(Session.class, Visit.class));
        context.initialize();

        assertThat(context.expiryPolicies())
                .containsExactlyInAnyOrder(
                        new ExpiryPolicy("Session", "until"), new ExpiryPolicy("Visit", "at", Duration.ofDays(30)));
    }

    // tag::cached[]
    @Cached // in cache "datastore:Country" of Spring's CacheManager
    record Country(@Id String code, String name) {}
    // end::cached[]

    @Test
    void cachedEntitiesComeFromTheCacheManager() {
        ConcurrentMapCacheManager caches = new ConcurrentMapCacheManager();
        template.setCacheManager(caches);
        template.save(new Country("at", "Austria"));

        template.getById("at", Country.class);

        assertThat(caches.getCacheNames()).containsExactly("datastore:Country");
    }

    // tag::hierarchy[]
    @Entity("media")
    @Discriminator // in property "type"
    sealed interface Media {}

    @Subtype("book")
    record Book(@Id Long id, String title, int pages) implements Media {}

    @Subtype(value = "film", alsoKnownAs = "movie")
    record Film(@Id Long id, String title, int minutes) implements Media {}

    interface AllMedia extends DatastoreRepository<Media, Long> {} // books and films

    interface Films extends DatastoreRepository<Film, Long> {} // films only, count() and deleteAll() too
    // end::hierarchy[]

    @Test
    void repositoriesOfAHierarchyFindWhatIsTheirs() {
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(template);
        AllMedia media = factory.getRepository(AllMedia.class);
        Films films = factory.getRepository(Films.class);
        Book book = media.save(new Book(null, "Dune", 412));
        Film film = films.save(new Film(null, "Dune", 137));

        assertThat(media.findAll()).containsExactlyInAnyOrder(book, film);
        assertThat(films.findAll()).containsExactly(film);
        films.deleteAll();
        assertThat(media.findAll()).containsExactly(book);
    }

    // tag::evolution[]
    @Entity(value = "profiles", unmapped = Unmapped.KEEP) // KEEP is the default
    record Profile(
            @Id Long id,
            @AlsoKnownAs({"fullName", "nick"}) String name, // renamed, twice
            @InsertOnly String createdBy,
            Address address) {}

    @Entity("profiles")
    record AnyProfile(@Id Long id, String name, @Extras Map<String, Object> others) {}
    // end::evolution[]

    @Test
    void propertiesWithoutAFieldStay() {
        Key key = datastore.put(dev.kindred.datastore.model.Entity.builder(Key.of("profiles", 1))
                .set("nick", "ann")
                .set("createdBy", "app")
                .set("score", 7)
                .build());

        template.save(new Profile(1L, template.getById(1L, Profile.class).name(), "other", null));

        assertThat(datastore.get(key).properties()).containsOnlyKeys("name", "createdBy", "address", "score");
        assertThat(template.getById(1L, AnyProfile.class).others())
                .containsEntry("score", 7L)
                .containsEntry("createdBy", "app");
    }

    // tag::refs[]
    record Paper(
            @Id Long id,
            String title,
            Ref<Customer> author, // loaded when it is asked for
            @Fetch List<Ref<Customer>> reviewers, // loaded with the paper
            @Reference Customer editor) {} // the key is stored, the object read

    interface Papers extends DatastoreRepository<Paper, Long> {

        List<Paper> findByAuthor(Customer author); // or Ref<Customer>, or Key

        @Fetch("author")
        List<Paper> findByTitleStartingWith(String prefix); // one lookup for all authors
    }
    // end::refs[]

    @Test
    void referencesAreLoadedTogether() {
        Papers papers = new DatastoreRepositoryFactory(template).getRepository(Papers.class);
        Customer ann = template.save(new Customer(null, "Ann"));
        Customer bob = template.save(new Customer(null, "Bob"));
        // tag::ref-use[]
        Paper paper = papers.save(new Paper(null, "On keys", Ref.of(ann), List.of(template.ref(bob)), bob));

        Paper read = papers.findById(paper.id()).orElseThrow();
        Key key = read.author().key(); // reads nothing
        Customer author = read.author().orThrow(); // reads once; get() is null if there is none, find() an Optional
        // end::ref-use[]

        assertThat(key).isEqualTo(template.getKey(ann));
        assertThat(author).isEqualTo(ann);
        assertThat(read.reviewers().get(0).isLoaded()).isTrue();
        assertThat(read.reviewers().get(0).get()).isSameAs(read.editor());
        assertThat(papers.findByAuthor(ann)).containsExactly(read);
        assertThat(papers.findByTitleStartingWith("On").get(0).author().isLoaded())
                .isTrue();
    }

    // tag::along[]
    record Post(
            @Id Long id,
            String title,
            @Reference(cascade = Cascade.SAVE) Ref<Customer> author,

            @Descendants(cascade = {Cascade.SAVE, Cascade.DELETE})
            List<Comment> comments) {}

    record Comment(@Id Long id, @Parent Key post, String text) {}
    // end::along[]

    @Test
    void fieldsMayAskThatOthersGoAlong() {
        // tag::along-use[]
        Post post = template.save(new Post(
                null,
                "On keys",
                Ref.of(new Customer(null, "Ann")),
                List.of(new Comment(null, null, "first")))); // stores the author, the post, and the comment below it

        List<Comment> comments = template.getById(post.id(), Post.class).comments(); // one query, when it is used
        // end::along-use[]

        assertThat(comments).extracting(Comment::text).containsExactly("first");
        template.delete(post);
        assertThat(template.count(Comment.class)).isZero();
        assertThat(template.count(Customer.class)).isEqualTo(1);
    }
}
