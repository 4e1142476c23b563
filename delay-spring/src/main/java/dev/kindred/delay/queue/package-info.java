/**
 * Durable task queues on a datastore, without Spring. {@link dev.kindred.delay.queue.TaskQueues} stores tasks, in a commit of their own or in the caller's
 * transaction; {@link dev.kindred.delay.queue.TaskDispatcher} claims the due ones and runs a {@link dev.kindred.delay.queue.TaskHandler} for each on its
 * workers; {@link dev.kindred.delay.queue.RetryPolicy} says when a failed one runs again. A task runs at least once; it takes effect exactly once if its
 * handler finishes it in the transaction that carries its effects, see {@link dev.kindred.delay.queue.TaskRun#completeIn}. What is given up becomes a dead
 * letter and waits for an operator.
 */
@NullMarked
package dev.kindred.delay.queue;

import org.jspecify.annotations.NullMarked;
