/**
 * Questions to the datastore: a {@link dev.kindred.datastore.query.Query} with its {@link dev.kindred.datastore.query.Filter filters} and
 * {@link dev.kindred.datastore.query.Order orders}, and the {@link dev.kindred.datastore.query.Cursor} that remembers a place in the answer.
 * {@link dev.kindred.datastore.query.Gql} reads and writes them as text.
 */
@NullMarked
package dev.kindred.datastore.query;

import org.jspecify.annotations.NullMarked;
