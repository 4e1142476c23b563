package dev.kindred.datastore.spring.data.repository.broken;

import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.people.Person;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

/** Methods whose text is wrong, or does not fit. */
public interface WrongTexts extends Repository<Person, Long> {

    @Query("SELECT * WHERE name LIKE @name")
    List<Person> syntax(String name);

    @Query("SELECT * FROM People WHERE nmae = @name AND size > @size AND id = 5 AND born = @age")
    List<Person> everything(String name, int age, boolean unused);

    @Query("SELECT * WHERE notes = @notes")
    List<Person> unindexed(String notes);

    @Query("SELECT * WHERE age = @age AND name IN @name")
    List<Person> types(String age, String name);

    @Query("SELECT name")
    List<Person> partial();

    @Query("SELECT name")
    List<NameAndAge> tooFew();

    @Query("SELECT __key__")
    List<String> keys();

    @Query("SELECT COUNT(*)")
    List<Long> numbers();

    @Query("SELECT COUNT(*), SUM(age)")
    long several();

    @Query("SELECT AVG(age)")
    double average();

    @Query("SELECT SUM(balance)")
    BigDecimal sum();

    @Query(value = "SELECT *", count = true)
    String count();

    @Query(value = "SELECT *", count = true, delete = true)
    long both();

    @Query
    List<Person> nothing();

    @Query("SELECT *")
    String wrong();

    @Query(value = "SELECT *", countQuery = "SELECT COUNT(*) WHERE nmae = 'x'")
    Page<Person> page(Pageable page);

    record NameAndAge(String name, int age) {}
}
