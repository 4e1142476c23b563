package dev.kindred.datastore.spring.data.repository.changes;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.SkipIfNull;
import dev.kindred.datastore.spring.data.repository.Update;
import dev.kindred.datastore.spring.data.repository.changes.Station.Address;
import dev.kindred.datastore.spring.data.repository.changes.Station.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Sort;

/** One method for each thing that a change can do. */
public interface Stations extends DatastoreRepository<Station, Long> {

    List<Station> findByCountryOrderByName(String country);

    long countByVisits(int visits);

    @Query("UPDATE Station SET land = @country, visits = visits + 1 WHERE land = @from")
    long move(String country, String from);

    @Query("UPDATE SET visits = visits - @less, score = score + @1, level = level + 1 WHERE name = :name")
    int calculate(long score, int less, String name);

    @Query("UPDATE SET visits = visits + @by, tracks = tracks + @by")
    void add(int by);

    @Query(
            "UPDATE SET price = 3, opened = @opened, size = 'LARGE', tags = ARRAY('old', @tag), nick = @nick, notes = @notes WHERE price = @price")
    boolean literals(LocalDate opened, String tag, @Nullable String nick, String notes, BigDecimal price);

    @Query(
            "UPDATE SET tags = @tags, lines = @lines, address = @address, exits = @exits, boss = @boss WHERE name = @name")
    long whole(
            Collection<String> tags,
            Map<String, Integer> lines,
            @Nullable Address address,
            List<Address> exits,
            @Nullable String boss,
            String name);

    @Query("UPDATE SET address.city = @city, place.row = place.row + 1 WHERE place.column = 2")
    long nested(String city);

    @Query("UPDATE SET name = :#{#name.toUpperCase()} WHERE __key__ = @id")
    long rename(Long id, String name);

    @Query("UPDATE SET visits = 0 WHERE visits > 0 ORDER BY visits LIMIT 1")
    long resetSmallest();

    @Query("UPDATE SET visits = 0 WHERE visits > 0")
    long reset(Sort sort, Limit limit);

    @Query("UPDATE SET visits = 77")
    long below(@Ancestor Key ancestor);

    @Query("UPDATE SET name = @name, visits = @visits WHERE land = @country")
    long optional(@SkipIfNull @Nullable String name, @SkipIfNull @Nullable Integer visits, String country);

    long namedChange(String country);

    @Query("DELETE FROM Station WHERE visits < @visits")
    long deleteQuiet(int visits);

    @Query("DELETE WHERE land = @country ORDER BY name LIMIT 1")
    List<Station> deleteFirst(String country);

    @Query("DELETE")
    void clear();

    @Update("land = @country, visits = visits + 1")
    int updateByNameStartingWith(String prefix, String country);

    @Update("visits = @visits")
    boolean findByNameContainingAndCountry(String part, int visits, String country);

    long updateCountryByName(String country, String name);

    int updateCountryAndVisitsByNameInOrVisitsGreaterThan(
            String country, int visits, Collection<String> names, int least);

    void updateAddressCityAndSizeByCountry(String city, Size size, String country);

    long updateTagsBy(String... tags);

    long updateScoreByAncestor(@Nullable Long score, Key ancestor);
}
