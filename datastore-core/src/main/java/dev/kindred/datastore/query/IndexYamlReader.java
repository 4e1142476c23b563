package dev.kindred.datastore.query;

import dev.kindred.datastore.query.IndexDefinition.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code index.yaml}, line by line. Every line is {@code key: value}, with or without a dash in front; how far it is indented says where it belongs. What is
 * wrong within a line is noted and reading goes on; a line in a place where it means nothing ends it, since the rest would be guesswork.
 */
final class IndexYamlReader {

    private static final String SHAPE =
            "The file is a list under \"indexes:\", each element with kind, ancestor and properties.";

    /**
     * A line that is not blank.
     *
     * @param number counted from 1
     * @param dash where its dash stands, or -1
     * @param indent where its key stands
     */
    private record Line(int number, int dash, int indent, String key, String value) {}

    /** The reading cannot go on. */
    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost() {
            super(null, null, false, false);
        }
    }

    private final String source;
    private final List<String> problems = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private int at;

    private IndexYamlReader(String source) {
        this.source = source;
    }

    static List<IndexDefinition> read(String text, String source) {
        IndexYamlReader reader = new IndexYamlReader(source);
        List<IndexDefinition> definitions = new ArrayList<>();
        try {
            reader.split(text);
            reader.readFile(definitions);
        } catch (Lost e) {
            // It has left a note.
        }
        if (!reader.problems.isEmpty()) {
            throw new InvalidIndexYamlException(reader.source, reader.problems);
        }
        return definitions;
    }

    private void note(int line, String problem) {
        problems.add("line " + line + ": " + problem);
    }

    private Lost lost(int line, String problem) {
        note(line, problem);
        return new Lost();
    }

    private void split(String text) {
        int number = 0;
        for (String raw : text.split("\r\n|\r|\n", -1)) {
            number++;
            String line = (number == 1 && raw.startsWith("\uFEFF") ? raw.substring(1) : raw).stripTrailing();
            int indent = 0;
            while (indent < line.length() && line.charAt(indent) == ' ') {
                indent++;
            }
            if (indent == line.length() || line.charAt(indent) == '#' || line.equals("---")) {
                continue;
            }
            if (line.charAt(indent) == '\t') {
                throw lost(number, "It is indented by a tab. Use spaces.");
            }
            lines.add(line(number, line, indent));
        }
    }

    private Line line(int number, String line, int start) {
        int dash = -1;
        int indent = start;
        if (line.charAt(start) == '-' && (start + 1 == line.length() || line.charAt(start + 1) == ' ')) {
            dash = start;
            indent++;
            while (indent < line.length() && line.charAt(indent) == ' ') {
                indent++;
            }
        }
        int colon = line.indexOf(':', indent);
        String key = colon < 0 ? "" : line.substring(indent, colon).strip();
        boolean separated = colon + 1 >= line.length() || line.charAt(colon + 1) == ' ';
        if (key.isEmpty() || !separated || !key.chars().allMatch(Character::isLetter)) {
            throw lost(number, "\"" + line.strip() + "\" is not of the form \"key: value\". " + SHAPE);
        }
        return new Line(
                number,
                dash,
                indent,
                key,
                scalar(number, line.substring(colon + 1).strip()));
    }

    private String scalar(int line, String text) {
        if (text.isEmpty() || text.charAt(0) == '#') {
            return "";
        }
        char first = text.charAt(0);
        if (first == '"' || first == '\'') {
            return quoted(line, text, first);
        }
        if ("{&*!|>%@`".indexOf(first) >= 0 || first == '[' && !text.startsWith("[]")) {
            throw lost(line, "\"" + text + "\" is more of YAML than this file needs. Write plain or quoted text.");
        }
        int comment = text.indexOf(" #");
        return (comment < 0 ? text : text.substring(0, comment)).stripTrailing();
    }

    private String quoted(int line, String text, char mark) {
        StringBuilder value = new StringBuilder();
        boolean closed = false;
        int i = 1;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == mark) {
                closed = mark == '"' || i == text.length() || text.charAt(i) != mark;
                if (closed) {
                    break;
                }
                i++;
            } else if (c == '\\' && mark == '"' && i < text.length()) {
                c = text.charAt(i++);
                if (c == 'u' && i + 4 <= text.length()) {
                    c = hexadecimal(line, text.substring(i, i + 4));
                    i += 4;
                } else if (c != '"' && c != '\\' && c != '/') {
                    note(
                            line,
                            "\"\\" + c + "\" in quotes is not known; \\\", \\\\ and \\u followed by four digits are.");
                }
            }
            value.append(c);
        }
        String rest = text.substring(i).strip();
        if (!closed || !rest.isEmpty() && rest.charAt(0) != '#') {
            throw lost(line, text + " is not one quoted text. Close the quotation mark at its end.");
        }
        return value.toString();
    }

    private char hexadecimal(int line, String digits) {
        try {
            return (char) Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            note(line, "\"\\u" + digits + "\" is not a character; \\u is followed by four hexadecimal digits.");
            return '?';
        }
    }

    private @Nullable Line peek() {
        return at < lines.size() ? lines.get(at) : null;
    }

    private void readFile(List<IndexDefinition> definitions) {
        Line first = peek();
        if (first == null) {
            return;
        }
        at++;
        if (!first.key.equals("indexes") || first.dash >= 0 || first.indent != 0) {
            throw lost(first.number, "The first key is \"" + first.key + "\". " + SHAPE);
        }
        if (!first.value.isEmpty() && !first.value.equals("[]")) {
            throw lost(first.number, "\"indexes\" is \"" + first.value + "\" and not a list. " + SHAPE);
        }
        int dash = -1;
        for (Line line = peek(); line != null; line = peek()) {
            dash = dash < 0 ? line.dash : dash;
            if (line.dash < 0 || line.dash != dash || first.value.equals("[]")) {
                throw lost(
                        line.number,
                        "\"" + line.key + "\" stands where another index should begin with a dash. " + SHAPE);
            }
            IndexDefinition definition = readIndex(line);
            if (definition != null) {
                definitions.add(definition);
            }
        }
    }

    /** Reads the lines of one index; null if a problem was noted. */
    private @Nullable IndexDefinition readIndex(Line first) {
        String kind = "";
        Scope scope = Scope.KIND;
        List<Order> columns = null;
        int problemsBefore = problems.size();
        Set<String> seen = new HashSet<>();
        for (Line line = first; line != null; line = nextOf(first)) {
            at++;
            noteIfDouble(seen, line);
            switch (line.key) {
                case "kind" -> kind = line.value;
                case "ancestor" -> scope = scope(line);
                case "properties" -> columns = readProperties(line);
                default ->
                    note(line.number, "An index has no \"" + line.key + "\"; it has kind, ancestor and properties.");
            }
        }
        if (kind.isEmpty()) {
            note(first.number, "The index names no kind. Add \"kind: …\".");
        }
        if (columns == null || columns.isEmpty()) {
            if (problems.size() == problemsBefore) {
                note(first.number, "The index on \"" + kind + "\" has no properties. List them under \"properties:\".");
            }
            return null;
        }
        return problems.size() == problemsBefore ? new IndexDefinition(kind, scope, columns) : null;
    }

    /** The next line of the element that begins with another line, or null. */
    private @Nullable Line nextOf(Line first) {
        Line line = peek();
        return line != null && line.dash < 0 && line.indent == first.indent ? line : null;
    }

    private void noteIfDouble(Set<String> seen, Line line) {
        if (!seen.add(line.key)) {
            note(line.number, "\"" + line.key + "\" is there twice.");
        }
    }

    private Scope scope(Line line) {
        return switch (line.value.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "y" -> Scope.ANCESTOR;
            case "no", "false", "off", "n" -> Scope.KIND;
            default -> {
                note(line.number, "\"ancestor\" is \"" + line.value + "\"; it is yes or no.");
                yield Scope.KIND;
            }
        };
    }

    private List<Order> readProperties(Line header) {
        if (!header.value.isEmpty()) {
            throw lost(
                    header.number,
                    "\"properties\" is \"" + header.value + "\"; list them below it, each with \"- name: …\".");
        }
        List<Order> columns = new ArrayList<>();
        Line first = peek();
        for (Line line = first;
                first != null && line != null && line.dash >= header.indent && line.dash == first.dash;
                line = peek()) {
            columns.add(readProperty(line));
        }
        return columns;
    }

    private Order readProperty(Line first) {
        String name = "";
        Order.Direction direction = Order.Direction.ASCENDING;
        Set<String> seen = new HashSet<>();
        for (Line line = first; line != null; line = nextOf(first)) {
            at++;
            noteIfDouble(seen, line);
            switch (line.key) {
                case "name" -> name = line.value;
                case "direction" -> direction = direction(line);
                default ->
                    note(line.number, "A property of an index has no \"" + line.key + "\"; it has name and direction.");
            }
        }
        if (name.isEmpty()) {
            note(first.number, "A property of the index has no name. Add \"name: …\".");
            return Order.ascending("?");
        }
        return new Order(name, direction);
    }

    private Order.Direction direction(Line line) {
        return switch (line.value.toLowerCase(Locale.ROOT)) {
            case "asc", "ascending" -> Order.Direction.ASCENDING;
            case "desc", "descending" -> Order.Direction.DESCENDING;
            default -> {
                note(line.number, "\"direction\" is \"" + line.value + "\"; it is asc or desc.");
                yield Order.Direction.ASCENDING;
            }
        };
    }
}
