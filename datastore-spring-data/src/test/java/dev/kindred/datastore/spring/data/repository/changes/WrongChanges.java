package dev.kindred.datastore.spring.data.repository.changes;

import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.Update;
import java.time.LocalDate;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** Methods that change what they cannot. */
public interface WrongChanges extends Repository<Station, Long> {

    @Query(
            "UPDATE Station SET nmae = 'x', country = 'y', visits = 'z', id = 5, version = 3, founder = 'f', place = @place WHERE nmae = @place")
    long properties(String place);

    @Query("UPDATE SET exits.city = 'x', price = price + 1, visits = visits + 1.5, name = NULL, tracks = NULL")
    long values();

    @Query("UPDATE SET visits = @visits, tags = @tags, score = score + @name WHERE name = @name")
    long types(String visits, int tags, String name);

    @Query("UPDATE Train SET visits = 1")
    long kind();

    @Query("UPDATE SET visits 1")
    long syntax();

    @Query("UPDATE SET visits = 1")
    List<Station> result();

    @Query("UPDATE SET visits = 1")
    long paged(Pageable page);

    @Query(value = "UPDATE SET visits = 1", count = true)
    long counted();

    @Query(value = "UPDATE SET visits = 1", delete = true)
    long deleted();

    @Query(value = "SELECT *", countQuery = "DELETE")
    Page<Station> total(Pageable page);

    @Query("DELETE FROM Station")
    String deletion();

    @Update("visits = 1 WHERE name = 'x'")
    long updateByName(String name);

    @Update("visits = 1")
    @Query("UPDATE SET visits = 1")
    long both();

    @Update("visits = @visits")
    long updateByVisits(int visits);

    @Update("visits = 1")
    long countByName(String name);

    @Update("visits = 1")
    long everything();

    long updateNmaeByVisits(String name, int visits);

    long updateBySize(Station.Size size);

    long updateNameAndVisitsByVisits(String name);

    long updateVisitsByName(LocalDate visits, String name);

    long updateIdByName(Long id, String name);

    long updateExitsCityByName(String city, String name);

    long updateNotesByNotes(String notes, String old);
}
