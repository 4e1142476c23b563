/**
 * Plain objects as entities, without Spring. {@link dev.kindred.datastore.object.ObjectOperations} reads and writes records and classes by
 * key and by query, in a datastore or in a transaction; {@link dev.kindred.datastore.object.ObjectCodec} is the mapping alone. Every field is a property
 * of the same name; annotations rename, leave out or unindex it. A class that wants to do it itself implements
 * {@link dev.kindred.datastore.object.PropertyMapped}, and {@link dev.kindred.datastore.object.PropertyList} holds any entity at all.
 *
 * <p>The rules are those of App Engine's Go package, so that both can share their data. Start with the example in {@code ObjectOperations}.
 */
@NullMarked
package dev.kindred.datastore.object;

import org.jspecify.annotations.NullMarked;
