/**
 * Queries made of method names. At start-up {@code DatastoreQueryLookupStrategy} turns each method into a {@code DerivedQuery}, or into a
 * {@link dev.kindred.datastore.spring.data.repository.query.QueryMethodProblem}; all problems are reported together in one
 * {@link dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException}. At a call the arguments are bound, which gives a
 * {@link dev.kindred.datastore.query.Query}, and {@link dev.kindred.datastore.spring.data.repository.query.QueryExecution} runs it into the shape the method
 * returns.
 *
 * <p>A method with a text, {@link dev.kindred.datastore.spring.data.repository.Query}, becomes a {@code GqlDatastoreQuery} instead: the text is read and checked once, and
 * bound at each call.
 *
 * <p>Keywords are answered from indexes. Those that cannot be ({@code Like}, {@code EndingWith}, {@code IgnoreCase} and so on) are refused, or, if
 * {@link dev.kindred.datastore.spring.data.repository.query.QuerySettings} allow it, answered by filtering what the other conditions leave; they are never ignored.
 * Comparisons with less-than leave null out, as SQL does and as the datastore by itself, where null sorts first, does not. An entity that lacks a property, or has it
 * unindexed, meets no condition on it, not even {@code Not} or {@code IsNull}, and is not in an answer sorted by it. On a collection, {@code Not} finds the entities
 * with some other element, and all range conditions of a conjunction have to be met by one element. {@code In} takes up to 30 values and {@code NotIn} up to 10,
 * where several of them and {@code Or} multiply: what the datastore allows in one query.
 */
@NullMarked
package dev.kindred.datastore.spring.data.repository.query;

import org.jspecify.annotations.NullMarked;
