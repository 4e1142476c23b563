package dev.kindred.datastore.object;

/** The reason why a value does not fit a field, on its way to the {@link FieldMismatch}. Costs no stack trace. */
final class Mismatch extends Exception {

    Mismatch(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
