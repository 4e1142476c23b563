package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.people.Person.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Range;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.util.Streamable;

/** One method for each row of the table of keywords, and for each shape of a result. */
public interface People extends DatastoreRepository<Person, Long> {

    List<Person> findByName(String name);

    List<Person> readByNameIs(String name);

    List<Person> getByNameEquals(String name);

    List<Person> queryByName(String name);

    List<Person> searchPeopleByName(String name);

    List<Person> findByScore(@Nullable Integer score);

    List<Person> findByNameNot(String name);

    List<Person> findByScoreIsNot(@Nullable Integer score);

    List<Person> findByAgeLessThan(int age);

    List<Person> findByAgeLessThanEqual(int age);

    List<Person> findByAgeGreaterThan(int age);

    List<Person> findByAgeIsGreaterThanEqual(int age);

    List<Person> findByScoreLessThan(@Nullable Integer score);

    List<Person> findByBornBefore(LocalDate date);

    List<Person> findByBornAfter(LocalDate date);

    List<Person> findByAgeBetween(int from, int to);

    List<Person> findByScoreBetween(Range<Integer> range);

    List<Person> findByScoreIsNull();

    List<Person> findByScoreIsNotNull();

    List<Person> findByScoreExists();

    List<Person> findByTagsExists();

    List<Person> findByNameIn(Collection<String> names);

    List<Person> findByAgeIn(int... ages);

    List<Person> findByRoleIn(Set<Role> roles);

    List<Person> findByNameNotIn(List<String> names);

    List<Person> findByActiveTrue();

    List<Person> findByActiveIsFalse();

    List<Person> findByNameStartingWith(String prefix);

    List<Person> findByNameStartsWithAndAgeGreaterThanOrderByAgeDesc(String prefix, int age);

    List<Person> findByTagsContaining(String tag);

    List<Person> findByTags(String tag);

    List<Person> findByTagsIn(List<String> tags);

    List<Person> findByTagsContainsAndTagsContains(String one, String other);

    List<Person> findByNameAndAge(String name, int age);

    List<Person> findByNameOrAgeGreaterThanOrderByAge(String name, int age);

    List<Person> findByActiveTrueAndRoleOrNameInOrderByName(Role role, List<String> names);

    List<Person> findByNameNotInOrAge(List<String> names, int age);

    List<Person> findByAddressCity(String city);

    List<Person> findByAddress_Street(String street);

    List<Person> findByFormerCity(String city);

    List<Person> findByHeightGreaterThan(int height);

    List<Person> findByBalance(BigDecimal balance);

    List<Person> findByBalanceLessThan(BigDecimal balance);

    List<Person> findByBalanceIn(List<BigDecimal> balances);

    List<Person> findByOrderByAgeDesc();

    List<Person> findByActiveTrueOrderByAddressCityAscNameDesc();

    List<Person> findAllByOrderByIdDesc();

    List<Person> findByIdGreaterThan(Long id);

    List<Person> findByIdBetween(Long from, Long to);

    List<Person> findByIdIn(List<Long> ids);

    List<Person> findByIdNot(Long id);

    List<Person> findDistinctByActive(boolean active);

    Optional<Person> findFirstByOrderByAgeDesc();

    List<Person> findTop2ByOrderByAge();

    List<Person> findFirst3ByActive(boolean active, Limit limit);

    List<Person> findSomeByActive(Limit limit, boolean active);

    long countByActive(boolean active);

    Integer countByAgeGreaterThan(int age);

    boolean existsByName(String name);

    void deleteByName(String name);

    long removeByActive(boolean active);

    boolean deleteByAge(int age);

    List<Person> deleteByRole(Role role);

    Optional<Person> deleteOneByName(String name);

    Person findOneByName(String name);

    @Nullable
    Person findAnyByName(String name);

    Optional<Person> findOptionalByRole(Role role);

    Set<Person> findSetByActive(boolean active);

    Person[] findArrayByActive(boolean active);

    Streamable<Person> findStreamableByActive(boolean active);

    Iterable<Person> findIterableByActive(boolean active);

    CompletableFuture<List<Person>> findFutureByActive(boolean active);

    CompletableFuture<Long> countFutureByActive(boolean active);

    Stream<Person> streamByActiveOrderByAge(boolean active);

    List<Person> findByActive(Pageable pageable, boolean active);

    List<Person> findByActive(boolean active, Sort sort);

    Page<Person> findByActive(boolean active, Pageable pageable);

    Page<Person> findFirst3ByOrderByAge(Pageable pageable);

    Slice<Person> findByAgeGreaterThan(int age, Pageable pageable);

    Window<Person> findByActive(boolean active, ScrollPosition position, Limit limit, Sort sort);

    Window<Person> findFirst2ByActiveOrderByAgeAsc(boolean active, ScrollPosition position);

    Window<Person> findByRole(Role role, ScrollPosition position);

    Window<Person> findByName(String name, Pageable pageable);

    List<NameOnly> findNamesByActiveOrderByName(boolean active);

    List<NameAndAge> findDtosByActiveOrderByName(boolean active);

    <P> List<P> findByActiveOrderByName(boolean active, Class<P> type);

    Page<NameAndAge> findDtosByActive(boolean active, Pageable pageable);

    Optional<NameAndAge> findDtoByName(String name);

    default List<Person> adults() {
        return findByAgeGreaterThan(17);
    }

    /** A projection by getters. */
    interface NameOnly {
        String getName();
    }

    /** A projection by constructor. */
    record NameAndAge(String name, int age) {}
}
