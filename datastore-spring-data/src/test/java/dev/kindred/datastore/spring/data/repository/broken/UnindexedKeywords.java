package dev.kindred.datastore.spring.data.repository.broken;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.people.Person;
import java.util.List;
import java.util.Set;

/** Everything that no index answers. */
public interface UnindexedKeywords extends DatastoreRepository<Person, Long> {

    List<Person> findByNameLike(String pattern);

    List<Person> findByNameNotLike(String pattern);

    List<Person> findByNameEndingWith(String suffix);

    List<Person> findByNameContaining(String infix);

    List<Person> findByNameNotContaining(String infix);

    List<Person> findByNameMatchesRegex(String regex);

    List<Person> findByTagsIsEmpty();

    List<Person> findByNameNear(String place);

    List<Person> findByNameWithin(String area);

    List<Person> findByNameIgnoreCase(String name);

    List<Person> findByNameStartingWithIgnoreCase(String prefix);

    List<Person> findByNameAndAgeAllIgnoreCase(String name, int age);

    List<Person> findByActiveTrueOrderByNotes();

    List<Person> findByNotes(String notes);

    List<Person> findByLabels(String label);

    List<Person> findByAddress(Person.Address address);

    List<Person> findByAgeStartingWith(int prefix);

    List<Person> findByAgeTrue();

    List<Person> findByIdIsNull();

    List<Person> findByTags(Set<String> tags);
}
