package dev.kindred.datastore.spring.data.repository.gql;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.OptionalFilters;
import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.repository.query.Param;

/** One method for each thing that a text can do. */
public interface Texts extends DatastoreRepository<Person, Long> {

    @Query("SELECT * FROM Person WHERE name = @name")
    List<Person> byName(String name);

    @Query("SELECT * WHERE name = @1 AND age > :years")
    List<Person> mixed(String name, @Param("years") int age);

    @Query("SELECT * WHERE score = @score")
    List<Person> byScore(@Nullable Integer score);

    @Query("SELECT * WHERE role = @role AND balance = @balance AND birthday < @born")
    List<Person> converted(Role role, BigDecimal balance, LocalDate born);

    @Query("SELECT * WHERE balance IN @balances OR name IN ARRAY('Bob', @name)")
    List<Person> listed(Collection<BigDecimal> balances, String name);

    @Query("SELECT * WHERE name NOT IN @names ORDER BY name")
    List<Person> others(String... names);

    @Query("SELECT * WHERE __key__ = @id")
    Optional<Person> byKey(Long id);

    @Query("SELECT * WHERE __key__ > @id ORDER BY __key__ LIMIT @most")
    List<Person> after(Key id, int most);

    @Query("SELECT * WHERE active = @active")
    List<Person> sorted(Sort sort, Limit limit, boolean active);

    @Query("SELECT * WHERE active = @active ORDER BY age")
    Page<Person> page(Pageable page, boolean active);

    @Query(value = "SELECT * WHERE active = @active ORDER BY age", countQuery = "SELECT COUNT(*)")
    Page<Person> pageOfAll(boolean active, Pageable page);

    @Query("SELECT * ORDER BY age OFFSET 1")
    Slice<Person> slice(Pageable page);

    @Query("SELECT * WHERE active = true ORDER BY age")
    Window<Person> window(ScrollPosition position, Limit limit);

    @Query("SELECT * ORDER BY age LIMIT 2")
    Stream<Person> youngest();

    @Query("SELECT * WHERE active = true")
    @Nullable
    Person single();

    @Query(value = "SELECT * WHERE age > @age", count = true)
    long countOlder(int age);

    @Query(value = "SELECT * WHERE age > @age", exists = true)
    boolean existsOlder(int age);

    @Query(value = "SELECT * WHERE age > @age", delete = true)
    long deleteOlder(int age);

    @Query("SELECT COUNT(*) WHERE active = @active")
    long count(boolean active);

    @Query("SELECT AVG(age) WHERE name = @name")
    Optional<Double> averageAge(String name);

    @Query("SELECT SUM(age)")
    BigDecimal sum();

    @Query("SELECT COUNT(*) AS people, SUM(age) AS age")
    Map<String, Object> numbers();

    @Query("SELECT COUNT(*) AS people, AVG(age) AS age")
    Totals totals();

    @Query("SELECT COUNT(*) AS people, SUM(age) AS age")
    TotalsView totalsView();

    @Query("SELECT name, age ORDER BY age DESC")
    List<NameAndAge> dtos();

    @Query("SELECT name, birthday ORDER BY name")
    List<View> views();

    @Query("SELECT name, address.city")
    List<Map<String, Object>> maps();

    @Query("SELECT DISTINCT role")
    List<Role> roles();

    @Query("SELECT tags")
    List<String> tags();

    @Query("SELECT __key__ WHERE age > @age ORDER BY age")
    List<Key> keys(int age);

    @Query("SELECT __key__ WHERE age > @age ORDER BY age")
    Page<Long> ids(int age, Pageable page);

    @Query("SELECT * WHERE active = @active ORDER BY name")
    <P> List<P> projected(boolean active, Class<P> type);

    @Query("SELECT * ORDER BY name")
    List<NameAndAge> wholeAsDtos();

    @Query("SELECT * WHERE name = :#{#name.trim()} AND age > :#{[1] - 1}")
    List<Person> expression(String name, int age);

    @Query("SELECT * FROM #{#entityName} ORDER BY age")
    List<Person> entityName();

    @OptionalFilters
    @Query("SELECT * WHERE name = @name AND age > @age ORDER BY age")
    List<Person> optional(@Nullable String name, @Nullable Integer age);

    @Query("SELECT *")
    List<Person> below(@Ancestor Key ancestor);

    List<Person> adultsByName(int age);

    @Query(name = "older")
    Page<Person> named(int age, Pageable page);

    record NameAndAge(Long id, String name, int age) {}

    record Totals(long people, Double age) {}

    interface TotalsView {
        long getPeople();

        double getAge();
    }

    interface View {
        Long getId();

        String getName();

        LocalDate getBorn();
    }
}
