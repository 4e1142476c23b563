package dev.kindred.datastore.spring.data.mapping;

/** What is done to other entities along with the one that refers to them. Nothing, unless a field asks for it. */
public enum Cascade {

    /**
     * Objects that are at hand are saved, in the same transaction: what a {@link Ref} was made of or has loaded, and the elements of {@link Descendants}. What was not loaded is left
     * alone.
     */
    SAVE,

    /**
     * They are deleted, in the same transaction, when the object or its id is deleted. A deletion by query, or of all objects of a type, leaves them alone.
     */
    DELETE
}
