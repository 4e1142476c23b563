package dev.kindred.datastore.spring.data.repository.enabled;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

/** With a fragment of its own, one that is found by its name, one from {@code META-INF/spring.factories} and one from a contributor. */
public interface Shops extends DatastoreRepository<Shop, Long>, Renaming, Counting {

    List<Shop> findByName(String name);

    String greeting();
}
