package dev.kindred.datastore.spring.data.repository.broken;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.people.Note;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Range;
import org.springframework.data.repository.Repository;

/** Methods whose name and parameters do not fit. */
public interface WrongSignatures extends Repository<Note, Key> {

    List<Note> findByTxet(String text);

    List<Note> findByTextAndRead(String text);

    List<Note> findByText(String text, boolean read);

    List<Note> findByRead(String read);

    List<Note> findByTextIn(String text);

    List<Note> findByTextNotIn(List<Integer> texts);

    List<Note> findByTextBetween(Range<Integer> range);

    List<Note> findById(Long id);

    List<Note> findByPerson(Key person);

    List<Note> findByAncestor(String person);

    List<Note> findByTextOrAncestor(String text, Key person);

    List<Note> findByRead(boolean read, @Ancestor String person);

    List<Note> findByAncestorAndText(Key person, String text, @Ancestor Key other);

    Page<Note> findPageByRead(boolean read);

    String countByRead(boolean read);

    long existsByRead(boolean read);

    Page<Note> deleteByRead(boolean read, org.springframework.data.domain.Pageable pageable);

    String findTextByRead(boolean read);

    List<Title> findTitlesByRead(boolean read);

    List<Text> findDistinctTextByRead(boolean read);

    List<Note> findByTextGreaterThanOrEqual(String text);

    void refresh();

    /** Not a projection: a note has no title. */
    record Title(String title) {}

    /** A projection. */
    record Text(String text) {}
}
