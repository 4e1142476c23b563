package dev.kindred.delay;

/** What becomes of a task whose function nobody here knows, as after a rename without an alias, or when a task of a newer release meets an older one. */
public enum UnknownKey {

    /**
     * It is kept as a dead letter with the reason {@code UNKNOWN_FUNCTION}, without the run being counted against it, and runs as soon as an application starts that knows the function: see
     * {@link ParkedTasks}.
     */
    PARK,

    /** It is dropped with an error in the log, as App Engine did. */
    DROP
}
