package dev.kindred.datastore.spring.data.repository.enabled;

import dev.kindred.datastore.spring.data.repository.Query;
import java.util.List;
import org.springframework.data.repository.Repository;

/** Has a text whose name could be a query as well, and no other. */
public interface Written extends Repository<Shop, Long> {

    @Query("SELECT * WHERE name > @name")
    List<Shop> findByName(String name);
}
