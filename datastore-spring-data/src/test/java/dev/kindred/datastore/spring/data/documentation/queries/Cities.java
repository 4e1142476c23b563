package dev.kindred.datastore.spring.data.documentation.queries;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.Query;
import dev.kindred.datastore.spring.data.repository.SkipIfNull;
import dev.kindred.datastore.spring.data.repository.Update;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** The repository of docs/guides/queries.md. */
public interface Cities extends DatastoreRepository<City, Long> {

    // tag::derived[]
    List<City> findByCountryAndSizeGreaterThanOrderBySizeDesc(String country, long size);

    Page<City> findByCountry(String country, Pageable page);

    Window<City> findByCountryOrderBySizeDesc(String country, ScrollPosition position, Limit limit);

    Optional<City> findFirstByTagsContainingOrderBySizeDesc(String tag);

    long countByCountry(String country);
    // end::derived[]

    // tag::gql[]
    @Query("SELECT * WHERE country = @country AND (size > @size OR tags = 'capital') ORDER BY size DESC")
    Page<City> important(String country, long size, Pageable page);

    @Query("SELECT * WHERE name IN @names")
    List<City> named(List<String> names);

    @Query("SELECT * WHERE country = :#{#country.toUpperCase()}")
    List<City> inCountry(String country, @Ancestor @SkipIfNull @Nullable Key region);
    // end::gql[]

    // tag::numbers[]
    @Query("SELECT SUM(size) WHERE country = @country")
    long inhabitants(String country);

    @Query("SELECT COUNT(*) AS cities, AVG(size) AS mean WHERE country = @country")
    Summary summary(String country);

    record Summary(long cities, @Nullable Double mean) {}
    // end::numbers[]

    // tag::flags[]
    @Query(value = "SELECT * WHERE size < @size", exists = true)
    boolean hasSmallerThan(long size);

    @Query(value = "SELECT * WHERE size < @size", delete = true)
    long deleteSmallerThan(long size);
    // end::flags[]

    // tag::changes[]
    @Query("UPDATE City SET country = @country, size = size + 1 WHERE country = @old AND tags = 'capital'")
    long move(String country, String old);

    @Query("DELETE FROM City WHERE size < @size ORDER BY size LIMIT 100")
    int deleteSmallest(long size);

    @Update("country = @country, size = size + 1")
    long updateByNameStartingWith(String prefix, String country);

    long updateCountryAndSizeByName(String country, long size, String name);
    // end::changes[]

    // tag::projections[]
    record NameAndSize(String name, long size) {}

    interface Named {
        String getName();
    }

    List<NameAndSize> findBySizeGreaterThanOrderByName(long size);

    <P> List<P> findByCountryOrderByName(String country, Class<P> type);

    @Query("SELECT name, size WHERE country = @country ORDER BY size DESC")
    List<NameAndSize> sizes(String country);

    @Query("SELECT DISTINCT country")
    List<String> countries();
    // end::projections[]

    // tag::optional[]
    List<City> findByCountryAndSizeGreaterThan(@SkipIfNull @Nullable String country, long size);
    // end::optional[]
}
