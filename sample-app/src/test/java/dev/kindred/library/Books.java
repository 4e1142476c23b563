package dev.kindred.library;

// tag::repository[]
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

// tag::interface[]
interface Books extends DatastoreRepository<Book, Long> {

    List<Book> findByAuthorAndPagesGreaterThanEqualOrderByPagesDesc(String author, int pages);
}
// end::repository[]
// end::interface[]
