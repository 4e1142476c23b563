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
    void deadLetterIsMadeExplainedAndRedriven() throws Exception {
        browser.type("#name-prefix", "Zagreb");
        browser.awaitTexts("[data-testid=city-name]", List.of("Zagreb")::equals);
        browser.awaitTexts("#reviewer-switch", List.of("Take the reviewer down")::equals);
        browser.click("#reviewer-switch");
        browser.awaitTexts("#reviewer-switch", List.of("Bring the reviewer back")::equals);

        browser.click("[data-testid=city] a");
        browser.awaitOne("#place[data-state=ready]");
        browser.type("#comment-author", "Ada");
        browser.type("#comment-text", "A tram to the cathedral.");
        browser.click("#comment-submit");
        browser.awaitOne("[data-testid=comment][data-approved=false]");
        browser.click("#place-close");
        browser.awaitOne("#place[data-state=closed]");
        browser.awaitTexts(
                "[data-testid=letter-error]",
                errors -> errors.equals(
                        List.of("dev.kindred.atlas.ReviewerDownException: The reviewer does not answer.")));
        assertThat(browser.texts("[data-testid=letter] strong")).containsExactly("comment.review");
        assertThat(browser.texts("[data-testid=letter] .badge")).containsExactly("retries exhausted");
        assertThat(browser.texts("[data-testid=letter] .letter-facts").get(0)).endsWith("of queue reviews, 3 attempts");
        assertThat(browser.texts("[data-queue=reviews] .dead")).containsExactly("1");
        browser.click("[data-testid=letter] summary");
        assertThat(browser.texts("[data-testid=letter] pre").get(0)).contains("at dev.kindred.atlas.Reviewer.approves");
        lookAt(".work-grid", "work");
        lookAt("#dead-letters", "dead-letter");

        browser.click("#reviewer-switch");
        browser.awaitTexts("#reviewer-switch", List.of("Take the reviewer down")::equals);
        browser.click("[data-testid=redrive]");
        browser.awaitTexts("#dead-empty", texts -> texts.get(0).startsWith("None."));
        browser.scrollTo("[data-testid=city]");
        browser.click("[data-testid=city] a");

        browser.awaitOne("[data-testid=comment][data-approved=true]");
        assertThat(browser.texts("[data-testid=letter]")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void mostVisitedPlacesAreCountedOnASchedule() throws Exception {
        browser.go("http://localhost:" + port + "/#/city/2988507");
        browser.awaitOne("#place[data-state=ready]");
        browser.click("#place-close");
        browser.awaitOne("#place[data-state=closed]");

        browser.awaitTexts("[data-testid=visited] a", places -> places.contains("Paris"));
        assertThat(browser.texts("#schedule").get(0)).matches("Counted just now, again (now|in .*)\\.");
        assertThat(browser.texts("[data-queue] th")).containsExactly("default", "imports", "reviews");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void labelsOfTheSearchStayOnOneLine() {
        try {
            for (int width : List.of(660, 1000, 1200, 1420, 1700)) {
                browser.size(width, 900);
                assertThat(browser.run("""
                                return [...document.querySelectorAll('#search label')]
                                    .filter((label) => label.getClientRects()[0].height > 24).map((label) => label.textContent)
                                """)).as("labels that wrap at " + width).isEqualTo(List.of());
            }
        } finally {
            browser.size(1280, 900);
        }
    }

    /** Pictures of a part of the page, on a desk of 1,200 points and on a phone. */
    private static void lookAt(String selector, String name) throws Exception {
        try {
            browser.size(1200, 900);
            browser.scrollTo(selector);
            browser.screenshot(name + "-desk");
            browser.phone();
            browser.scrollTo(selector);
            browser.screenshot(name + "-phone");
            assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing sticks out on a phone")
                    .isEqualTo(true);
            browser.prefer("dark");
            browser.screenshot(name + "-phone-dark");
        } finally {
            browser.prefer("light");
            browser.desk();
            browser.size(1280, 900);
        }
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
