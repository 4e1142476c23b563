package dev.kindred.delay.autoconfigure;

/** Where tasks run whose queue has no target of its own. */
public enum Dispatch {
    /** On the workers of this process. */
    IN_PROCESS,
    /** Where {@code kindred.delay.target} says: they are posted there. */
    HTTP,
    /** Nowhere: this process stores tasks, and leaves them to others. */
    NONE
}
