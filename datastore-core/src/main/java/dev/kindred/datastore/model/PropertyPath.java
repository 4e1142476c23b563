package dev.kindred.datastore.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The way to a property: a name, or several from the outermost embedded entity inwards. As text the names are joined by dots; a backslash escapes a dot or a
 * backslash that belongs to a name.
 *
 * @param names at least one, none empty
 */
record PropertyPath(List<String> names) {

    static PropertyPath parse(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '.') {
                names.add(finished(name, text));
            } else if (character != '\\') {
                name.append(character);
            } else if (++i < text.length() && (text.charAt(i) == '.' || text.charAt(i) == '\\')) {
                name.append(text.charAt(i));
            } else {
                throw new InvalidValueException(
                        "Property path \"" + text + "\" has a backslash at index " + (i - 1)
                                + " that escapes nothing; only \"\\.\" and \"\\\\\" are escapes. Write a backslash of a name twice.");
            }
        }
        names.add(finished(name, text));
        return new PropertyPath(List.copyOf(names));
    }

    private static String finished(StringBuilder name, String text) {
        if (name.isEmpty()) {
            throw new InvalidValueException("Property path \"" + text
                    + "\" has an empty name; join names by single dots, and write a dot of a name as \"\\.\".");
        }
        String finished = name.toString();
        name.setLength(0);
        return finished;
    }

    static String escape(String name) {
        return name.replace("\\", "\\\\").replace(".", "\\.");
    }

    /** Says that a list stands in the way. */
    static InvalidValueException intoList(Key key, String path) {
        return new InvalidValueException("Property \"" + path + "\" of " + key
                + " is a list; a path cannot lead into the elements of a list. Name the list itself.");
    }
}
