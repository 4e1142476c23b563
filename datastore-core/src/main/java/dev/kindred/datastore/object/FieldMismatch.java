package dev.kindred.datastore.object;

/**
 * A stored property that a field could not take.
 *
 * @param type the class that was to be loaded
 * @param field the name of the property
 * @param reason why the field could not take it
 */
public record FieldMismatch(Class<?> type, String field, String reason) {

    /** The whole as one sentence. */
    @Override
    public String toString() {
        return "Cannot load field \"" + field + "\" into a " + type.getSimpleName() + ": " + reason;
    }
}
