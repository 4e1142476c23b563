/**
 * How a query is answered. {@link dev.kindred.datastore.plan.NormalQuery} is the query in normal form, {@link dev.kindred.datastore.plan.Evaluator} what it means for one
 * entity, {@link dev.kindred.datastore.plan.Planner} chooses index scans that give the same answer without looking at every entity, and
 * {@link dev.kindred.datastore.plan.Execution} runs them, verifies what an index row alone cannot tell, and merges a transaction's own writes.
 *
 * <p>The order of results is carried by <em>positions</em>: the ordered encodings of a result's sort values (complemented where the order is descending) and of its
 * key, joined. Comparing positions as unsigned bytes is comparing results; a cursor holds one.
 */
@NullMarked
package dev.kindred.datastore.plan;

import org.jspecify.annotations.NullMarked;
