package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches, against the same search done by hand over the file. */
class SearchTests extends RunningAtlas {

    private static final Comparator<City> LARGEST_FIRST =
            Comparator.comparing(City::population).reversed().thenComparing(City::id);

    @Test
    void everyPlaceIsThereOnce() {
        List<City> expected = sorted(city -> true, LARGEST_FIRST);

        assertThat(pagesOf("limit=100")).isEqualTo(expected).hasSize(TOTAL).doesNotHaveDuplicates();
    }

    @Test
    void searchByAllThreeFindsWhatTheFileHas() {
        List<City> expected = sorted(
                city -> city.country().equals("IT")
                        && city.population() >= 100_000
                        && city.name().startsWith("R"),
                LARGEST_FIRST);

        List<City> found = pagesOf("country=IT&minPopulation=100000&namePrefix=R&sort=-population&limit=2");

        assertThat(found).isEqualTo(expected).extracting(City::name).startsWith("Rome");
    }

    @Test
    void namesSortByTheirCharactersAndPagesFitTogether() {
        List<City> expected = sorted(
                city -> city.country().equals("ES"),
                Comparator.comparing(City::name).thenComparing(City::id));

        assertThat(pagesOf("country=ES&sort=name&limit=7")).isEqualTo(expected);
    }

    @Test
    void prefixesMayHaveLettersOfAnyAlphabet() {
        List<City> expected = sorted(city -> city.name().startsWith("Ā"), LARGEST_FIRST);

        assertThat(pagesOf("namePrefix=Ā&limit=100")).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void countryMayBeInSmallLettersAndEmptyParametersCountAsAbsent() {
        List<City> expected = sorted(city -> city.country().equals("MC"), LARGEST_FIRST);

        assertThat(pagesOf("country=mc&namePrefix=&minPopulation=&sort=&limit=&cursor="))
                .isEqualTo(expected)
                .isNotEmpty();
    }

    @Test
    void pageHasTwentyPlacesUnlessToldOtherwiseAndTheLastHasNoCursor() {
        CityPage first = page("country=IT");
        CityPage only = page("country=MC&limit=100");

        assertThat(first.cities()).hasSize(20);
        assertThat(first.cursor()).isNotBlank();
        assertThat(only.cursor()).isNull();
    }

    @Test
    void everyCountryOfTheDataCanBeSearched() {
        List<String> countries =
                allPlaces().stream().map(City::country).distinct().toList();

        assertThat(countries)
                .hasSizeGreaterThan(200)
                .allSatisfy(code -> assertThat(Country.of(code).code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    country=Atlantis  | country       | country "Atlantis" is not known; give an ISO 3166-1 code, such as IT.
                    country=ZZ        | country       | country "ZZ" is not known; give an ISO 3166-1 code, such as IT.
                    minPopulation=-1  | minPopulation | minPopulation "-1" must not be negative.
                    minPopulation=few | minPopulation | minPopulation "few" must be a whole number.
                    minPopulation=1e3 | minPopulation | minPopulation "1e3" must be a whole number.
                    sort=population   | sort          | sort "population" must be name or -population.
                    limit=0           | limit         | limit "0" must be at least 1.
                    limit=101         | limit         | limit "101" must be at most 100.
                    limit=all         | limit         | limit "all" must be a whole number.
                    cursor=garbage    | cursor        | cursor "garbage" does not belong to this search.
                    cursor=!          | cursor        | cursor "!" does not belong to this search.
                    """)
    void badParameterIsNamedWithItsValueAndTheWayOut(String query, String parameter, String detail) {
        http.get()
                .uri("/api/cities?" + query)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(400)
                .jsonPath("$.parameter")
                .isEqualTo(parameter)
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    @Test
    void allBadParametersAreNamedAtOnce() {
        http.get()
                .uri("/api/cities?minPopulation=-5&limit=0&sort=size")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.parameters")
                .isEqualTo(List.of("limit", "minPopulation", "sort"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"country=FR", "country=IT&sort=name", "country=IT&minPopulation=5"})
    void cursorOfAnotherSearchIsRefused(String other) {
        String cursor = page("country=IT").cursor();

        http.get()
                .uri("/api/cities?" + other + "&cursor=" + cursor)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.parameter")
                .isEqualTo("cursor");
    }

    private List<City> sorted(Predicate<City> wanted, Comparator<City> order) {
        return allPlaces().stream().filter(wanted).sorted(order).toList();
    }

    private List<City> pagesOf(String query) {
        CityPage page = page(query);
        List<City> all = new ArrayList<>(page.cities());
        while (page.cursor() != null) {
            page = page(query + "&cursor=" + page.cursor());
            all.addAll(page.cities());
        }
        return all;
    }

    private CityPage page(String query) {
        return http.get()
                .uri("/api/cities?" + query)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(CityPage.class)
                .getResponseBody();
    }
}
