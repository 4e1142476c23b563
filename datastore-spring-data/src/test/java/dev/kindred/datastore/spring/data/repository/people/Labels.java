package dev.kindred.datastore.spring.data.repository.people;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;

/** Is a repository of the datastore by the annotation of its entity alone. */
public interface Labels extends ListCrudRepository<Label, String> {

    List<Label> findByNameStartingWith(String prefix);

    List<Label> findByColorOrderByNameDesc(String color);
}
