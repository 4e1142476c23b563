package dev.kindred.datastore.query;

/**
 * A GQL text that cannot be read, or whose bindings do not fit it. The message says what stands there, what was expected instead, and shows the line with a
 * mark below the place.
 */
public final class InvalidGqlException extends InvalidQueryException {

    private final int position;
    private final int line;
    private final int column;

    InvalidGqlException(String message, int position, int line, int column) {
        super(message);
        this.position = position;
        this.line = line;
        this.column = column;
    }

    /**
     * How many chars stand before the place.
     *
     * @return 0 to the length of the text
     */
    public int position() {
        return position;
    }

    /**
     * The line of the place.
     *
     * @return 1 for the first
     */
    public int line() {
        return line;
    }

    /**
     * The place within its line, in chars.
     *
     * @return 1 for the first
     */
    public int column() {
        return column;
    }
}
