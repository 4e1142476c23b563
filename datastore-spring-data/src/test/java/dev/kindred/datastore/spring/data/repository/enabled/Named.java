package dev.kindred.datastore.spring.data.repository.enabled;

import java.util.List;
import org.springframework.data.repository.Repository;

/** Has its text in a file. */
public interface Named extends Repository<Shop, Long> {

    List<Shop> behind(String name);
}
