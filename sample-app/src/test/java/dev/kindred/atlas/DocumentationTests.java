package dev.kindred.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages. Java and XML in them is a region of a file that is compiled or built: {@code <!-- path#name -->} stands before the block, and the file
 * has the lines between {@code tag::name[]} and {@code end::name[]}.
 */
class DocumentationTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (\\S+)#(\\S+) -->\\n)?```(java|xml)\\n(.*?)\\n```", Pattern.DOTALL);

    /** Every page with a block of Java or XML, found by looking: a new one cannot be forgotten. */
    static List<String> pagesWithCode() throws IOException {
        List<String> pages = new ArrayList<>();
        for (Path page : Pages.below(ROOT)) {
            if (BLOCK.matcher(Files.readString(page)).find()) {
                pages.add(ROOT.relativize(page).toString());
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pagesWithCode")
    void snippetsAreWhatIsCompiled(String page) throws IOException {
        assertThat(BLOCK.matcher(text(page)).results()).allSatisfy(block -> {
            assertThat(block.group(1)).as("the source of\n" + block.group(4)).isNotNull();
            assertThat(block.group(4)).isEqualTo(region(block.group(1), block.group(2)));
        });
    }

    @Test
    void continuousIntegrationRunsTheTestCommandOfTheReadme() throws IOException {
        assertThat(text("README.md")).contains("mvn verify\n");
        assertThat(text(".ci/run")).containsPattern("(?m)^mvn .*verify$");
    }

    @Test
    void versionToDependOnIsThisOne() throws IOException {
        String version = Pattern.compile("<artifactId>kindred</artifactId>\\s*(<version>.*?</version>)")
                .matcher(text("pom.xml"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(text("docs/getting-started.md")).contains(version);
    }

    private static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** The lines of a region, which may come in several parts, without tags and common indentation. */
    private static String region(String path, String name) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : text(path).lines().toList()) {
            if (line.contains("tag::" + name + "[]") || line.contains("end::" + name + "[]")) {
                inside = line.contains("tag::");
            } else if (inside && !line.contains("tag::") && !line.contains("end::")) {
                lines.add(line);
            }
        }
        assertThat(lines).as("region " + name + " of " + path).isNotEmpty();
        return lines.stream().collect(Collectors.joining("\n")).stripIndent().strip();
    }
}
