package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page, clicked through in a browser. */
class PageTests extends RunningAtlas {

    private static Chromium browser;

    @BeforeEach
    void open() throws Exception {
        if (browser == null) {
            browser = Chromium.open();
        }
        browser.go("about:blank");
        browser.complaints();
        browser.go("http://localhost:" + port + "/");
        awaitResults();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @Test
    void firstPageShowsTheLargestPlaces() {
        assertThat(names()).hasSize(20).startsWith("Shanghai");
        assertThat(browser.texts("#import-total")).containsExactly("24,323 places");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void searchNarrowsWhileItIsTyped() throws Exception {
        browser.type("#country", "Italy");
        browser.type("#name-prefix", "R");
        browser.type("#min-population", "100,000");

        browser.awaitTexts(
                "[data-testid=city-name]", List.of("Rome", "Reggio Calabria", "Reggio nell'Emilia", "Rimini")::equals);
        browser.screenshot("search");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void pagesGoForthAndBack() {
        List<String> first = names();

        browser.click("#next-page");
        browser.awaitTexts("[data-testid=city-name]", names -> names.size() == 20 && !names.equals(first));
        List<String> second = names();
        browser.click("#next-page");
        browser.awaitTexts("[data-testid=city-name]", names -> names.size() == 20 && !names.equals(second));
        browser.click("#previous-page");
        browser.awaitTexts("[data-testid=city-name]", second::equals);
        browser.click("#previous-page");

        browser.awaitTexts("[data-testid=city-name]", first::equals);
        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void countryThatDoesNotExistIsExplainedBesideItsField() throws Exception {
        browser.type("#country", "Atlantis\n");

        browser.awaitTexts("#country-error", texts -> texts.get(0).contains("\"Atlantis\" is not known"));
        browser.screenshot("bad-country");
    }

    @Test
    void visitsAreCountedAndACommentIsApprovedWhileOneLooks() throws Exception {
        browser.type("#name-prefix", "Ljubljana");
        browser.awaitTexts("[data-testid=city-name]", List.of("Ljubljana")::equals);

        browser.click("[data-testid=city] a");
        browser.awaitOne("#place[data-state=ready]");
        assertThat(browser.texts("#place-name")).containsExactly("Ljubljana");
        assertThat(browser.texts("#place-visits")).containsExactly("1");
        browser.type("#comment-author", "Ada");
        browser.type("#comment-text", "Dragons on the bridge.");
        browser.click("#comment-submit");
        browser.awaitOne("[data-testid=comment][data-approved=true]");
        browser.scrollTo("[data-testid=comment]");
        browser.screenshot("place");
        browser.click("#place-close");
        browser.awaitOne("#place[data-state=closed]");
        browser.click("[data-testid=city] a");
        browser.awaitOne("#place[data-state=ready]");

        assertThat(browser.texts("#place-visits")).containsExactly("2");
        assertThat(browser.texts("[data-testid=comment-text]:not(textarea)")).containsExactly("Dragons on the bridge.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void looksWellOnADeskAndAPhoneByDayAndByNight() throws Exception {
        try {
            for (String colours : List.of("light", "dark")) {
                browser.prefer(colours);
                browser.desk();
                browser.screenshot("desk-" + colours);
                browser.phone();
                browser.screenshot("phone-" + colours);
                assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                        .as("nothing sticks out on a phone")
                        .isEqualTo(true);
            }
        } finally {
            browser.prefer("light");
            browser.desk();
        }
    }

    private static List<String> names() {
        return browser.texts("[data-testid=city-name]");
    }

    private static void awaitResults() {
        browser.awaitOne("#results[aria-busy=false]");
        browser.awaitOne("[data-testid=city]");
    }
}
