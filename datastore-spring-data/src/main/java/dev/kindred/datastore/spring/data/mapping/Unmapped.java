package dev.kindred.datastore.spring.data.mapping;

/**
 * What becomes of stored properties that a type has no field for: those of a newer version of the application, or of another class over the same kind. A type with an
 * {@link Extras} field keeps them there, whatever is said here.
 */
public enum Unmapped {

    /** As the mapping context says: {@link #KEEP}, unless it was told otherwise. */
    DEFAULT,

    /**
     * A save leaves them as they are stored. So it does within nested objects of a known class, but not in elements of lists and maps, which are stored anew as a whole.
     * The save reads what is stored, in the same commit.
     */
    KEEP,

    /** A save writes the entity whole, without them. It reads nothing. */
    DROP,

    /** Reading an entity that has some, or saving over one, is an error. */
    FAIL
}
