package dev.kindred.datastore.object;

/**
 * A class that takes over its own loading and saving: to derive fields that are not stored, to check others, or to index a field only sometimes. It needs a
 * constructor without parameters; a record cannot be one, since it cannot load itself. To do most of it as usual, delegate to
 * {@link ObjectCodec#load(Object, PropertyList)} and {@link ObjectCodec#save(Object)}, which look at the fields only.
 *
 * <p>A field of such a type in another mapped type is stored as an embedded entity.
 */
public interface PropertyMapped {

    /**
     * Fills this object. What it throws ends the read and reaches the caller unchanged.
     *
     * @param properties the properties of one entity; of a projection or with a mask, some of them, and with values as an index knows them
     *     (see {@link PropertyList#isPartial})
     */
    void load(PropertyList properties);

    /**
     * The properties to store. What it throws ends the put, before anything is stored, and reaches the caller unchanged.
     *
     * @return the properties of one entity
     */
    PropertyList save();
}
