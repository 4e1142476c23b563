package dev.kindred.datastore.query;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bindings of a GQL text stand for: values for {@code @name} and {@code @1}, lists for {@code IN @name}, cursors for {@code OFFSET @name} and
 * {@code LIMIT @name}, and the partition that the text leaves open. Named and positional ones may be mixed. Immutable: every method returns a changed copy.
 */
public final class GqlBindings {

    private static final String NAMES =
            "A binding is @ and a name of letters, digits, _ and $ that does not begin with a digit, or a number from @1 on.";

    private static final GqlBindings NONE = new GqlBindings(Map.of(), 0, null);

    /** What stands behind a name or number. */
    sealed interface Argument {
        record OfValue(Value value) implements Argument {}

        record OfCursor(Cursor cursor) implements Argument {}
    }

    // Positional ones are under their numbers, which are no names.
    private final Map<String, Argument> arguments;
    private final int positions;
    private final @Nullable Partition partition;

    private GqlBindings(Map<String, Argument> arguments, int positions, @Nullable Partition partition) {
        this.arguments = arguments;
        this.positions = positions;
        this.partition = partition;
    }

    /**
     * Nothing bound.
     *
     * @return for a text without bindings, or to add some
     */
    public static GqlBindings none() {
        return NONE;
    }

    /**
     * Values by name.
     *
     * @param values by name, without the sign
     * @return the bindings
     * @throws InvalidQueryException if a name is not one of letters, digits, {@code _} and {@code $}, begins with a digit, or has the reserved form {@code __…__}
     */
    public static GqlBindings named(Map<String, ? extends Value> values) {
        GqlBindings bindings = NONE;
        for (Map.Entry<String, ? extends Value> each : values.entrySet()) {
            bindings = bindings.with(each.getKey(), each.getValue());
        }
        return bindings;
    }

    /**
     * Values by position.
     *
     * @param values for {@code @1}, {@code @2} and so on
     * @return the bindings
     */
    public static GqlBindings positional(Value... values) {
        GqlBindings bindings = NONE;
        for (Value value : values) {
            bindings = bindings.withNext(value);
        }
        return bindings;
    }

    /**
     * Binds a name to a value, in place of what it was bound to. A statement need not use it.
     *
     * @param name without the sign
     * @param value a single value, or a list for IN and NOT IN
     * @return a changed copy
     * @throws InvalidQueryException if the name is not one of letters, digits, {@code _} and {@code $}, begins with a digit, or has the reserved form {@code __…__}
     */
    public GqlBindings with(String name, Value value) {
        return named(name, new Argument.OfValue(value));
    }

    /**
     * Binds a name to a cursor, in place of what it was bound to. A statement need not use it.
     *
     * @param name without the sign
     * @param cursor for OFFSET, to start at, or LIMIT, to end at
     * @return a changed copy
     * @throws InvalidQueryException if the name is not one of letters, digits, {@code _} and {@code $}, begins with a digit, or has the reserved form {@code __…__}
     */
    public GqlBindings with(String name, Cursor cursor) {
        return named(name, new Argument.OfCursor(cursor));
    }

    /**
     * Binds the next number, beginning with {@code @1}. A statement must use it.
     *
     * @param value a single value, or a list for IN and NOT IN
     * @return a changed copy
     */
    public GqlBindings withNext(Value value) {
        return with(String.valueOf(positions + 1), new Argument.OfValue(value), positions + 1);
    }

    /**
     * Binds the next number, beginning with {@code @1}. A statement must use it.
     *
     * @param cursor for OFFSET, to start at, or LIMIT, to end at
     * @return a changed copy
     */
    public GqlBindings withNext(Cursor cursor) {
        return with(String.valueOf(positions + 1), new Argument.OfCursor(cursor), positions + 1);
    }

    /**
     * Says where the statement is at home: its query looks in this namespace, and KEY literals that name no project or no namespace take them from here. Without
     * this call, the query leaves its namespace to the ancestor or the datastore, and such literals are in {@link Partition#DEFAULT}.
     *
     * @param home application id and namespace
     * @return a changed copy
     */
    public GqlBindings in(Partition home) {
        return new GqlBindings(arguments, positions, home);
    }

    /**
     * Where the statement is at home.
     *
     * @return null if {@link #in} was not called
     */
    public @Nullable Partition partition() {
        return partition;
    }

    /** How many numbers are bound. */
    int positions() {
        return positions;
    }

    @Nullable
    Argument find(String nameOrNumber) {
        return arguments.get(nameOrNumber);
    }

    private GqlBindings named(String name, Argument argument) {
        String problem = name.isEmpty() || isDigit(name.charAt(0)) ? NAMES : problemOf(name);
        if (problem != null) {
            throw new InvalidQueryException("Cannot bind \"" + name + "\". " + problem);
        }
        return with(name, argument, positions);
    }

    private GqlBindings with(String nameOrNumber, Argument argument, int changedPositions) {
        Map<String, Argument> changed = new LinkedHashMap<>(arguments);
        changed.put(nameOrNumber, argument);
        return new GqlBindings(Collections.unmodifiableMap(changed), changedPositions, partition);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What is wrong with the name or number of a binding, or null. */
    static @Nullable String problemOf(String name) {
        if (name.isEmpty()) {
            return NAMES;
        }
        if (isDigit(name.charAt(0))) {
            boolean number =
                    name.charAt(0) != '0' && name.length() < 10 && name.chars().allMatch(c -> isDigit((char) c));
            return number ? null : NAMES;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!Gql.startsName(name.charAt(i)) && !isDigit(name.charAt(i))) {
                return NAMES;
            }
        }
        return name.length() >= 4 && name.startsWith("__") && name.endsWith("__")
                ? "Names of the form __…__ are reserved."
                : null;
    }

    /** What is bound to what, and the home, for people and logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        arguments.forEach((name, argument) -> {
            text.append(text.length() > 1 ? ", @" : "@").append(name).append(" = ");
            if (argument instanceof Argument.OfCursor cursor) {
                text.append("cursor ").append(cursor.cursor().toUrlSafe());
            } else if (argument instanceof Argument.OfValue value) {
                text.append(value.value());
            }
        });
        if (partition != null) {
            text.append(text.length() > 1 ? ", in " : "in ").append(partition);
        }
        return text.append('}').toString();
    }
}
