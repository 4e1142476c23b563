package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;
import org.springframework.data.domain.Limit;

public interface Notes extends DatastoreRepository<Note, Key> {

    List<Note> findByAncestor(Key person);

    List<Note> findByTextStartingWithAndAncestorAndReadOrderByTextDesc(String prefix, Key person, boolean read);

    List<Note> findByReadOrText(boolean read, String text, Limit limit, @Ancestor Key person);

    long countByAncestor(Key person);

    long deleteByAncestor(Key person);

    List<Note> findByIdGreaterThan(Key key);
}
