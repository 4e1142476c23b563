package dev.kindred.datastore.autoconfigure;

/**
 * A configuration property has a value that cannot be used. Thrown while the context starts; the report at start-up names the property, its value, where
 * it was set, and what to do.
 */
public final class InvalidSettingException extends RuntimeException {

    private final String property;
    private final String value;
    private final String reason;
    private final String remedy;

    /**
     * Refuses a value.
     *
     * @param property the full name of the property, such as {@code kindred.delay.workers}
     * @param value its value
     * @param reason what is wrong with it: a sentence with the limit and its unit
     * @param remedy what to do: a sentence
     */
    public InvalidSettingException(String property, Object value, String reason, String remedy) {
        super("Invalid value \"" + value + "\" for \"" + property + "\": " + reason + " " + remedy);
        this.property = property;
        this.value = String.valueOf(value);
        this.reason = reason;
        this.remedy = remedy;
    }

    /**
     * The property.
     *
     * @return its full name
     */
    public String property() {
        return property;
    }

    /**
     * The refused value.
     *
     * @return the value as text
     */
    public String value() {
        return value;
    }

    String reason() {
        return reason;
    }

    String remedy() {
        return remedy;
    }
}
