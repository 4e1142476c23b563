package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No page is lost, and no link between pages leads nowhere. */
class DocumentationLinksTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\((?!\\w+:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyRelativeLinkLeadsToAFileAndItsSection() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : Pages.below(ROOT)) {
            for (MatchResult link : links(page)) {
                links++;
                Path target = target(page, link);
                if (!Files.exists(target)
                        || link.group(2) != null && !sections(target).contains(link.group(2))) {
                    broken.add(ROOT.relativize(page) + ": " + link.group());
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(50);
    }

    @Test
    void everyPageIsReachedFromTheIndex() throws IOException {
        Set<Path> reached = new TreeSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(ROOT.resolve("docs/README.md")));
        while (!open.isEmpty()) {
            Path page = open.pop();
            if (reached.add(page)) {
                links(page).stream()
                        .map(link -> target(page, link))
                        .filter(target -> target.toString().endsWith(".md"))
                        .forEach(open::add);
            }
        }

        assertThat(reached).containsAll(Pages.below(ROOT.resolve("docs")));
    }

    private static List<MatchResult> links(Path page) {
        return LINK.matcher(CODE.matcher(text(page)).replaceAll("")).results().toList();
    }

    private static Path target(Path page, MatchResult link) {
        return link.group(1).isEmpty()
                ? page
                : page.resolveSibling(link.group(1)).normalize();
    }

    /** The names that GitHub gives to headings. */
    private static Set<String> sections(Path page) {
        return HEADING.matcher(text(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
