package dev.kindred.datastore.model;

/**
 * The limits of the datastore, in one place (App Engine's numbers; see the page on limits in the documentation). All are checked before anything
 * reaches the storage engine.
 */
public final class Limits {

    /** The most bytes of UTF-8 in a kind, a key name or a property name. */
    public static final int MAX_NAME_BYTES = 1_500;

    /** The most elements in a key's path. */
    public static final int MAX_PATH_ELEMENTS = 100;

    /** The most bytes of an encoded key: what every engine can index. */
    public static final int MAX_KEY_BYTES = 1_000;

    /** The most characters in a namespace. */
    public static final int MAX_NAMESPACE_LENGTH = 100;

    /** The most bytes in an indexed string (as UTF-8) or byte string. */
    public static final int MAX_INDEXED_VALUE_BYTES = 1_500;

    /** The most bytes in a string or byte string that is not indexed. */
    public static final int MAX_UNINDEXED_VALUE_BYTES = 1_048_487;

    /** The most bytes of a stored entity. */
    public static final int MAX_ENTITY_BYTES = 1_048_572;

    /** The most indexed values in one entity, each list element counted. */
    public static final int MAX_INDEXED_VALUES = 20_000;

    /** The most composite indexes of a store. */
    public static final int MAX_COMPOSITE_INDEXES = 200;

    /** The most bytes of all rows of one entity in composite indexes. */
    public static final int MAX_COMPOSITE_BYTES = 2 * 1024 * 1024;

    /** The deepest nesting of embedded entities. */
    public static final int MAX_NESTING_DEPTH = 20;

    /** The most bytes written by one transaction, keys, entities and tasks counted. */
    public static final int MAX_TRANSACTION_BYTES = 10 * 1024 * 1024;

    /** The most transforms of one entity in one list of mutations. */
    public static final int MAX_TRANSFORMS = 500;

    /** The most conjunctions a query may have in disjunctive normal form. */
    public static final int MAX_DISJUNCTIONS = 30;

    /** The most values of a NOT IN filter. */
    public static final int MAX_NOT_IN_VALUES = 10;

    /** The most ids one call may allocate. */
    public static final int MAX_ALLOCATED_IDS = 1_000_000_000;

    private Limits() {}
}
