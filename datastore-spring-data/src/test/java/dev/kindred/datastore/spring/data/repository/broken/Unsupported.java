package dev.kindred.datastore.spring.data.repository.broken;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.people.Person;
import java.util.List;

public interface Unsupported extends DatastoreRepository<Person, Long> {

    List<Person> findByNameLikeAndNotesOrderByNotes(String pattern, String notes);
}
