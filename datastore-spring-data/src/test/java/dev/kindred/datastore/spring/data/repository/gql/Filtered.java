package dev.kindred.datastore.spring.data.repository.gql;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.OptionalFilters;
import dev.kindred.datastore.spring.data.repository.SkipIfNull;
import dev.kindred.datastore.spring.data.repository.people.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;

/** Keywords that need more than indexes, and conditions that may be left out. */
public interface Filtered extends DatastoreRepository<Person, Long> {

    List<Person> findByNameLikeOrderByName(String pattern);

    List<Person> findByNameNotLikeOrderByName(String pattern);

    List<Person> findByNameEndingWithOrderByName(String suffix);

    List<Person> findByNameContainingOrderByName(String infix);

    List<Person> findByNameNotContainingOrderByName(String infix);

    List<Person> findByTagsNotContainingOrderByName(String tag);

    List<Person> findByNameMatchesRegexOrderByName(String regex);

    List<Person> findByNameIgnoreCase(String name);

    List<Person> findByNameNotIgnoreCaseOrderByName(String name);

    List<Person> findByNameStartingWithIgnoreCaseOrderByName(String prefix);

    List<Person> findByNameInIgnoreCase(List<String> names);

    List<Person> findByNameAndAgeAllIgnoreCase(String name, int age);

    List<Person> findByTagsIsEmptyOrderByName();

    List<Person> findByTagsIsNotEmptyOrderByName();

    List<Person> findByNameIsEmpty();

    List<Person> findByAddressCityEndingWith(String suffix);

    List<Person> findByNameEndingWithOrAgeLessThanOrderByName(String suffix, int age);

    List<Person> findTop2ByNameContainingOrderByAgeDesc(String infix);

    Page<Person> findByNameContainingOrderByAge(String infix, Pageable page);

    Slice<Person> findSliceByNameContainingOrderByAge(String infix, Pageable page);

    Window<Person> findByNameContainingOrderByAge(String infix, ScrollPosition position, Limit limit);

    long countByNameContaining(String infix);

    boolean existsByNameContaining(String infix);

    long deleteByNameContaining(String infix);

    List<Texts.NameAndAge> findDtosByNameContainingOrderByAge(String infix);

    List<Person> findByNameAndAgeGreaterThanOrderByAge(@SkipIfNull @Nullable String name, int age);

    @OptionalFilters
    List<Person> findByNameAndAgeBetweenOrActiveOrderByAge(
            @Nullable String name, @Nullable Integer from, @Nullable Integer to, @Nullable Boolean active);

    List<NameOnly> findNamesByNameStartingWithOrderByName(String prefix);

    List<NameOnly> findNamesByActive(boolean active);

    interface NameOnly {
        String getName();
    }
}
