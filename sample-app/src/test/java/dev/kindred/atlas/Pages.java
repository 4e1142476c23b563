package dev.kindred.atlas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The pages of the documentation. */
final class Pages {

    private static final Set<String> NO_SOURCES = Set.of("target", "node_modules", ".git", "data");

    private Pages() {}

    static List<Path> below(Path folder) throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !NO_SOURCES.contains(name)) {
                    pages.addAll(below(entry));
                } else if (name.endsWith(".md")) {
                    pages.add(entry);
                }
            }
        }
        return pages;
    }
}
