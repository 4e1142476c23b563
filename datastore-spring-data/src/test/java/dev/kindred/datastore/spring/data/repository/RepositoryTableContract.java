package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.spring.data.CountingDatastore;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.repository.people.People;
import dev.kindred.datastore.spring.data.repository.people.Person;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.data.repository.query.ListQueryByExampleExecutor;

/**
 * Rows of the tables of repositories and paging that have no test of their own elsewhere: P2 and P20 are in EnableDatastoreRepositoriesTests, P3 in MultiStoreTests, P4 to P6, P10
 * to P17 in RepositoryContract and KeywordTableContract, P7 and P8 in ChangeContract and GqlQueryContract, P9 in StartUpErrorTests, P18 and P19 in ExampleContract, P22 in the tests of
 * texts, P23 in DomainEventContract, P24 in RepositoryTransactionTests.
 */
abstract class RepositoryTableContract {

    private final LocalDatastore datastore;
    private final CountingDatastore counting;
    private final People people;

    RepositoryTableContract(TestEngine engine) {
        datastore = engine.open();
        counting = new CountingDatastore(datastore);
        people = new DatastoreRepositoryFactory(new DatastoreTemplate(
                        counting.datastore(), new MappingDatastoreConverter(new DatastoreMappingContext())))
                .getRepository(People.class);
    }

    @BeforeEach
    void fill() {
        people.saveAll(
                IntStream.range(0, 10).mapToObj(i -> Person.of("P" + i, 20 + i)).toList());
        counting.calls().clear();
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    private static List<String> names(Iterable<Person> found) {
        List<String> names = new ArrayList<>();
        found.forEach(each -> names.add(each.name()));
        return names;
    }

    @Test
    void p1_baseInterfaceReturnsLists() {
        assertThat(people)
                .isInstanceOf(ListCrudRepository.class)
                .isInstanceOf(ListPagingAndSortingRepository.class)
                .isInstanceOf(ListQueryByExampleExecutor.class);
    }

    @Test
    void p13_nullnessIsThatOfTheDeclaration() {
        assertThatExceptionOfType(EmptyResultDataAccessException.class).isThrownBy(() -> people.findOneByName("Zoe"));
        assertThat(people.findAnyByName("Zoe")).isNull();
        assertThat(people.findDtoByName("Zoe")).isEmpty();
        assertThat(people.findByScore(null)).hasSize(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> people.findByName(null))
                .withMessageContaining("name");
    }

    @Test
    void p15_streamsReadOnDemandAndAreClosed() {
        try (Stream<Person> stream = people.streamByActiveOrderByAge(true)) {
            assertThat(stream.limit(2).map(Person::name)).containsExactly("P0", "P1");
        }
        assertThat(counting.calls()).containsOnlyKeys("run");
    }

    @Test
    void p16_unpagedFindsAllAndParametersStandInAnyOrder() {
        assertThat(people.findAll(Pageable.unpaged())).hasSize(10);
        assertThat(names(people.findByActive(PageRequest.of(1, 3, Sort.by("age")), true)))
                .containsExactly("P3", "P4", "P5");
        assertThat(people.findSomeByActive(Limit.of(4), true)).hasSize(4);
    }

    @Test
    void g1_totalIsCountedOnlyIfThePageDoesNotTell() {
        Page<Person> all = people.findByActive(true, PageRequest.of(0, 20));
        assertThat(all.getTotalElements()).isEqualTo(10);
        Page<Person> last = people.findByActive(true, PageRequest.of(1, 6));
        assertThat(last.getTotalElements()).isEqualTo(10);
        assertThat(counts()).isZero();

        Page<Person> first = people.findByActive(true, PageRequest.of(0, 6));
        assertThat(first.getTotalElements()).isEqualTo(10);
        assertThat(first.getTotalPages()).isEqualTo(2);
    }

    private int counts() {
        return counting.calls().getOrDefault("count", 0) + counting.calls().getOrDefault("aggregate", 0);
    }

    @Test
    void g2_sliceIsOneQueryOfOneMoreThanItsSize() {
        assertThat(people.findByAgeGreaterThan(0, PageRequest.of(0, 4)).hasNext())
                .isTrue();
        assertThat(people.findByAgeGreaterThan(0, PageRequest.of(1, 5)).hasNext())
                .isFalse();
        assertThat(counting.calls().get("run")).isEqualTo(2);
        assertThat(counts()).isZero();
    }

    @Test
    void g3_cursorsGoBackwards() {
        Window<Person> first = people.findByActive(true, ScrollPosition.keyset(), Limit.of(4), Sort.by("age"));
        Window<Person> second = people.findByActive(true, first.positionAt(3), Limit.of(4), Sort.by("age"));
        ScrollPosition back = ((KeysetScrollPosition) second.positionAt(1)).backward();

        Window<Person> before = people.findByActive(true, back, Limit.of(3), Sort.by("age"));

        assertThat(names(second)).containsExactly("P4", "P5", "P6", "P7");
        assertThat(names(before)).containsExactly("P2", "P3", "P4");
        assertThat(before.hasNext()).isTrue();
        Window<Person> five = people.findAll(ScrollPosition.keyset(), Sort.by("age"), Limit.of(6));
        Window<Person> all =
                people.findAll(((KeysetScrollPosition) five.positionAt(5)).backward(), Sort.by("age"), Limit.of(20));
        assertThat(names(all)).containsExactly("P0", "P1", "P2", "P3", "P4");
        assertThat(all.hasNext()).isFalse();
    }
}
