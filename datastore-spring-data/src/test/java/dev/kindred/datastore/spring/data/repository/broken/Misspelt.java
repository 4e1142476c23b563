package dev.kindred.datastore.spring.data.repository.broken;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.people.Person;
import java.util.List;

public interface Misspelt extends DatastoreRepository<Person, Long> {

    List<Person> findByNmae(String name);

    List<Person> findByName(String name);
}
