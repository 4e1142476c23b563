package dev.kindred.datastore.spring.data.template;

/** What a write is to do with an object whose key may be taken. */
enum Purpose {
    /** Store it either way. */
    SAVE,
    /** Refuse if it is. */
    INSERT,
    /** Refuse if it is not. */
    UPDATE
}
