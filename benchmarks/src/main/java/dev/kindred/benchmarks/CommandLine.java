package dev.kindred.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the form {@code --name=value} or {@code --name}. Each is asked for once; what nobody asks for is an error. */
public final class CommandLine {

    private final Map<String, String> given = new LinkedHashMap<>();

    /** The options that were given; of one that was given twice, the last. */
    public CommandLine(String... args) {
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            given.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
    }

    /** Whether an option was given. */
    public boolean has(String name) {
        return given.remove(name) != null;
    }

    /** The value of an option, null if it was not given. */
    public @Nullable String text(String name) {
        return given.remove(name);
    }

    /** The value of an option, or another if it was not given. */
    public String text(String name, String otherwise) {
        String text = given.remove(name);
        return text == null ? otherwise : text;
    }

    /** The value of an option as a number. */
    public int number(String name, int otherwise) {
        String text = given.remove(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Option " + name + " needs a number, not \"" + text + "\"", e);
        }
    }

    /** Refuses what was given and not asked for. */
    public void refuseRest(String usage) {
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("Unknown options " + given.keySet() + "\n" + usage);
        }
    }
}
