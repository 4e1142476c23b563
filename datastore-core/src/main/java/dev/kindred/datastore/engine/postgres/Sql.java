package dev.kindred.datastore.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement while it is put together, with its arguments in their places. */
final class Sql {

    private final StringBuilder text = new StringBuilder(256);
    private final List<@Nullable Object> arguments = new ArrayList<>();

    /** Adds text with as many question marks as arguments. */
    Sql add(String more, @Nullable Object... values) {
        text.append(more);
        for (Object value : values) {
            arguments.add(value);
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    @Nullable
    Object[] arguments() {
        return arguments.toArray();
    }
}
