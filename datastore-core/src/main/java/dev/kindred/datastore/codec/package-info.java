/**
 * Model to bytes and back. {@link dev.kindred.datastore.codec.OrderedCodec} keeps the order of values and keys, for index rows, entity keys and cursors;
 * {@link dev.kindred.datastore.codec.RecordCodec} is for the properties of an entity; {@link dev.kindred.datastore.codec.CursorCodec} for cursors. The formats are
 * on disk and documented page by page under {@code docs/formats}.
 */
@NullMarked
package dev.kindred.datastore.codec;

import org.jspecify.annotations.NullMarked;
