package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Unique;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** The code of {@code docs/guides/coming-from-jpa.md} runs. */
class ComingFromJpaTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final DatastoreTemplate template =
            new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

    @AfterEach
    void close() {
        datastore.close();
    }

    // tag::entity[]
    record Author(@Id Long id, String name, String country) {}

    record Book(
            @Id Long id,
            @Unique String isbn,
            String title,
            Ref<Author> author,
            Set<String> tags,
            @Version Long version) {}
    // end::entity[]

    // tag::repositories[]
    interface Authors extends DatastoreRepository<Author, Long> {

        List<Author> findByCountry(String country);
    }

    interface Books extends DatastoreRepository<Book, Long> {

        @Fetch("author") // one lookup for all
        List<Book> findByAuthorInAndTagsContaining(List<Key> authors, String tag);
    }
    // end::repositories[]

    // tag::service[]
    static class Catalogue {

        private final Authors authors;
        private final Books books;
        private final DatastoreOperations datastore;

        Catalogue(Authors authors, Books books, DatastoreOperations datastore) {
            this.authors = authors;
            this.books = books;
            this.datastore = datastore;
        }

        List<Book> booksFrom(String country, String tag) { // two queries in place of a join
            List<Key> keys = authors.findByCountry(country).stream()
                    .map(datastore::getKey)
                    .toList();
            return books.findByAuthorInAndTagsContaining(keys, tag);
        }

        void rename(long id, String title) { // nothing is stored unless you say so
            datastore.update(id, Book.class).set(Book::title, title).execute();
        }
    }
    // end::service[]

    @Test
    void booksAreFoundByTheirAuthorsAndChanged() {
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(template);
        Authors authors = factory.getRepository(Authors.class);
        Books books = factory.getRepository(Books.class);
        Author ann = authors.save(new Author(null, "Ann", "AT"));
        Author bob = authors.save(new Author(null, "Bob", "CH"));
        Book keys = books.save(new Book(null, "1", "On keys", template.ref(ann), Set.of("data"), null));
        books.save(new Book(null, "2", "On bees", template.ref(bob), Set.of("data"), null));
        Catalogue catalogue = new Catalogue(authors, books, template);

        catalogue.rename(keys.id(), "On Keys");

        assertThat(catalogue.booksFrom("AT", "data")).singleElement().satisfies(book -> {
            assertThat(book.title()).isEqualTo("On Keys");
            assertThat(book.version()).isGreaterThan(keys.version());
            assertThat(book.author().get()).isEqualTo(ann);
        });
    }
}
