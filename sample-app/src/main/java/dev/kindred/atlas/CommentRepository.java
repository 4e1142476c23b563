package dev.kindred.atlas;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

// tag::repository[]
interface CommentRepository extends DatastoreRepository<Comment, Key> {

    List<Comment> findTop100ByOrderByCreatedAtDesc(@Ancestor Key city);
}
// end::repository[]
