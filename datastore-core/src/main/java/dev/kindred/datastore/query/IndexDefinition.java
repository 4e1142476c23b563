package dev.kindred.datastore.query;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A composite index as App Engine's {@code index.yaml} defines it. It serves the queries whose equalities are on the first columns and whose orders are the rest.
 *
 * @param kind the kind
 * @param scope whether it serves queries below an ancestor
 * @param columns properties and directions, the leading first; a last one of {@link Query#KEY} ascending may be left out
 */
public record IndexDefinition(String kind, Scope scope, List<Order> columns) {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Set<String> NOT_TEXT = Set.of("yes", "no", "true", "false", "on", "off", "y", "n", "null");

    /** Which queries an index is for. */
    public enum Scope {
        /** Those without an ancestor. */
        KIND,
        /** Those with an ancestor: {@code ancestor: yes}. */
        ANCESTOR
    }

    /**
     * Copies and checks the columns.
     *
     * @param kind see the record
     * @param scope see the record
     * @param columns see the record
     * @throws IllegalArgumentException if kind or columns are empty
     */
    public IndexDefinition {
        columns = List.copyOf(columns);
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("An index definition has an empty kind.");
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("The index definition on \"" + kind + "\" has no properties.");
        }
    }

    /**
     * The definition as an element of {@code index.yaml}.
     *
     * @return several lines, indented by two spaces, without one at the end
     */
    public String toYaml() {
        StringBuilder text = new StringBuilder("  - kind: ").append(scalar(kind));
        if (scope == Scope.ANCESTOR) {
            text.append("\n    ancestor: yes");
        }
        text.append("\n    properties:");
        for (Order column : columns) {
            text.append("\n    - name: ").append(scalar(column.property()));
            if (column.isDescending()) {
                text.append("\n      direction: desc");
            }
        }
        return text.toString();
    }

    /** In short: {@code City(country, -population)}, with a mark for ancestors. */
    @Override
    public String toString() {
        return columns.stream()
                .map(column -> (column.isDescending() ? "-" : "") + column.property())
                .collect(Collectors.joining(", ", kind + "(" + (scope == Scope.ANCESTOR ? "ancestor, " : ""), ")"));
    }

    private static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
