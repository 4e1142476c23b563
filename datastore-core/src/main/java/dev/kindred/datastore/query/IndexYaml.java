package dev.kindred.datastore.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The contents of App Engine's {@code index.yaml}: definitions of composite indexes.
 *
 * <pre>
 * indexes:
 *   - kind: Greeting
 *     ancestor: yes              # or no, true, false; no if left out
 *     properties:
 *     - name: author
 *     - name: date
 *       direction: desc          # or asc, which is the default
 * </pre>
 *
 * @param definitions in the order of the file
 */
public record IndexYaml(List<IndexDefinition> definitions) {

    /** No definitions. */
    public static final IndexYaml EMPTY = new IndexYaml(List.of());

    /**
     * Copies the list.
     *
     * @param definitions see the record
     */
    public IndexYaml {
        definitions = List.copyOf(definitions);
    }

    /**
     * Reads the format of {@code index.yaml} and nothing more of YAML: block style, comments, plain and quoted scalars.
     *
     * @param text the text
     * @param source what to call it in errors
     * @return the definitions
     * @throws InvalidIndexYamlException if it has another form, unknown keys or values; the message names every line and what is allowed there
     */
    public static IndexYaml read(String text, String source) {
        return new IndexYaml(IndexYamlReader.read(text, source));
    }

    /**
     * Reads a file in UTF-8.
     *
     * @param file the file
     * @return the definitions
     * @throws IOException if the file cannot be read
     * @throws InvalidIndexYamlException if it has another form; see {@link #read(String, String)}
     */
    public static IndexYaml read(Path file) throws IOException {
        return read(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    }

    /** The text of the file; reading it gives an equal object. */
    @Override
    public String toString() {
        return definitions.isEmpty()
                ? "indexes: []\n"
                : definitions.stream()
                        .map(IndexDefinition::toYaml)
                        .collect(Collectors.joining("\n\n", "indexes:\n", "\n"));
    }
}
