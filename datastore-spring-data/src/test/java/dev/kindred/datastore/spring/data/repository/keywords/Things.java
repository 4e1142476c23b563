package dev.kindred.datastore.spring.data.repository.keywords;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Box;

/** Every keyword by each of its names. */
public interface Things extends DatastoreRepository<Thing, Long> {

    List<Thing> findByName(@Nullable String value);

    List<Thing> readByName(@Nullable String value);

    List<Thing> getByName(@Nullable String value);

    List<Thing> queryByName(@Nullable String value);

    List<Thing> searchByName(@Nullable String value);

    List<Thing> findByNameIs(@Nullable String value);

    List<Thing> findByNameEquals(@Nullable String value);

    List<Thing> findThingsByName(@Nullable String value);

    List<Thing> findByNameIsNull();

    List<Thing> findByNameNull();

    List<Thing> findByNameNot(@Nullable String value);

    List<Thing> findByNameIsNot(@Nullable String value);

    List<Thing> findBySizeLessThan(int value);

    List<Thing> findBySizeIsLessThan(int value);

    List<Thing> findByScoreLessThan(int value);

    List<Thing> findByScoreIsLessThan(int value);

    List<Thing> findBySizeLessThanEqual(int value);

    List<Thing> findBySizeIsLessThanEqual(int value);

    List<Thing> findByScoreLessThanEqual(int value);

    List<Thing> findByScoreIsLessThanEqual(int value);

    List<Thing> findBySizeGreaterThan(int value);

    List<Thing> findBySizeIsGreaterThan(int value);

    List<Thing> findByScoreGreaterThan(int value);

    List<Thing> findByScoreIsGreaterThan(int value);

    List<Thing> findBySizeGreaterThanEqual(int value);

    List<Thing> findBySizeIsGreaterThanEqual(int value);

    List<Thing> findByScoreGreaterThanEqual(int value);

    List<Thing> findByScoreIsGreaterThanEqual(int value);

    List<Thing> findByDayBefore(LocalDate value);

    List<Thing> findByDayIsBefore(LocalDate value);

    List<Thing> findByDayAfter(LocalDate value);

    List<Thing> findByDayIsAfter(LocalDate value);

    List<Thing> findBySizeBetween(int from, int to);

    List<Thing> findBySizeIsBetween(int from, int to);

    List<Thing> findByScoreBetween(Range<Integer> range);

    List<Thing> findByScoreIsBetween(Range<Integer> range);

    List<Thing> findByScoreIsNotNull();

    List<Thing> findByScoreNotNull();

    List<Thing> findByNameIn(Collection<String> values);

    List<Thing> findByNameIsIn(Collection<String> values);

    List<Thing> findByNameNotIn(Collection<String> values);

    List<Thing> findByNameIsNotIn(Collection<String> values);

    List<Thing> findByActiveTrue();

    List<Thing> findByActiveIsTrue();

    List<Thing> findByActiveFalse();

    List<Thing> findByActiveIsFalse();

    List<Thing> findByNameLike(String value);

    List<Thing> findByNameIsLike(String value);

    List<Thing> findByNameNotLike(String value);

    List<Thing> findByNameIsNotLike(String value);

    List<Thing> findByNameStartingWith(String value);

    List<Thing> findByNameStartsWith(String value);

    List<Thing> findByNameIsStartingWith(String value);

    List<Thing> findByNameEndingWith(String value);

    List<Thing> findByNameEndsWith(String value);

    List<Thing> findByNameIsEndingWith(String value);

    List<Thing> findByNameContaining(String value);

    List<Thing> findByNameContains(String value);

    List<Thing> findByNameIsContaining(String value);

    List<Thing> findByNameNotContaining(String value);

    List<Thing> findByNameNotContains(String value);

    List<Thing> findByNameIsNotContaining(String value);

    List<Thing> findByTagsContaining(String value);

    List<Thing> findByTagsContains(String value);

    List<Thing> findByTagsIsContaining(String value);

    List<Thing> findByTags(String value);

    List<Thing> findByTagsNotContaining(String value);

    List<Thing> findByTagsNotContains(String value);

    List<Thing> findByTagsIsNotContaining(String value);

    List<Thing> findByTagsIsEmpty();

    List<Thing> findByTagsEmpty();

    List<Thing> findByTagsIsNotEmpty();

    List<Thing> findByTagsNotEmpty();

    List<Thing> findByNameIsEmpty();

    List<Thing> findByNameEmpty();

    List<Thing> findByNameIsNotEmpty();

    List<Thing> findByNameNotEmpty();

    List<Thing> findByScoreExists();

    List<Thing> findByNameRegex(String value);

    List<Thing> findByNameMatches(String value);

    List<Thing> findByNameMatchesRegex(String value);

    List<Thing> findByPlaceWithin(Box box);

    List<Thing> findByPlaceIsWithin(Box box);

    List<Thing> findBySizeGreaterThanAndActive(int size, boolean active);

    List<Thing> findBySizeGreaterThanOrNameAndActiveTrue(int size, String name);

    List<Thing> findByNameIgnoreCase(String value);

    List<Thing> findByNameIgnoringCase(String value);

    List<Thing> findByNameIsIgnoreCase(String value);

    List<Thing> findByNameAllIgnoreCase(String value);

    List<Thing> findByNameAndSizeLessThanAllIgnoreCase(String value, int size);

    List<Thing> findByNameAndSizeLessThanAllIgnoringCase(String value, int size);

    List<Thing> findByNameStartingWithIgnoreCase(String value);

    List<Thing> findByNameInIgnoreCase(Collection<String> values);

    List<Thing> findByPartShape(String value);

    List<Thing> findByPart_Shape(String value);

    List<Thing> findByPartsWeightGreaterThan(int value);

    List<Thing> findByParts_WeightGreaterThan(int value);

    @Query("SELECT * WHERE labels.color = @value")
    List<Thing> labelled(String value);

    List<Thing> findByIdGreaterThan(Long value);

    List<Thing> findByIdIsGreaterThan(Long value);

    List<Thing> findByIdLessThanEqual(Long value);

    List<Thing> findThingById(Long value);

    List<Thing> findThingByIdIs(Long value);

    List<Thing> findByIdNot(Long value);

    List<Thing> findByIdIn(Collection<Long> value);

    List<Thing> findByAncestor(Key ancestor);

    List<Thing> findThingsBy(@Ancestor Key ancestor);

    List<Thing> findDistinctByActive(boolean active);

    List<Thing> findDistinctThingsByActive(boolean active);

    List<Thing> findByOrderBySizeAscNameDescIdAsc();

    List<Thing> findByActiveTrueOrderByPartShapeAscIdDesc();

    List<Thing> findFirst3ByActiveTrueOrderByIdDesc();

    List<Thing> findTop3ByActiveTrueOrderByIdDesc();

    List<Thing> findTopByActiveTrueOrderByIdDesc();

    long countByActiveTrue();

    boolean existsByNameStartingWith(String prefix);

    long deleteByScoreIsNull();

    List<Thing> removeByActiveFalse();
}
