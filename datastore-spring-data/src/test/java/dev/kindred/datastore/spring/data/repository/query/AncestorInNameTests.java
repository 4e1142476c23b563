package dev.kindred.datastore.spring.data.repository.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.InvalidDataAccessApiUsageException;

class AncestorInNameTests {

    @ParameterizedTest
    @CsvSource({
        "findByAncestor, findBy, 0",
        "findAllByAncestorOrderByAge, findAllByOrderByAge, 0",
        "countByAncestorAndName, countByName, 0",
        "findByNameAndAncestor, findByName, 1",
        "findFirst3ByNameAndAncestorAndAgeOrderByAgeDesc, findFirst3ByNameAndAgeOrderByAgeDesc, 1",
        "findByOrderByAge, findByOrderByAge, -1",
        "findByName, findByName, -1",
        "findByAncestorName, findByAncestorName, -1",
        "findByNameOrAge, findByNameOrAge, -1",
        "ancestor, ancestor, -1"
    })
    void takesTheWordOutOfTheName(String method, String name, int partsBefore) {
        assertThat(AncestorInName.in(method)).isEqualTo(new AncestorInName(name, partsBefore));
    }

    @Test
    void refusesAnAncestorAsOneSideOfOr() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> AncestorInName.in("findByNameOrAncestor"))
                .withMessageContaining("@Ancestor Key parameter");
    }
}
