/**
 * The race of task queues: Kindred's {@code @Delayed} methods and its peers store and run the same tasks on embedded stores, side by side.
 *
 * <p>{@link dev.kindred.benchmarks.tasks.TaskRace} starts one JVM per {@link dev.kindred.benchmarks.tasks.TaskContestant}, warms it, and goes round by round through the measurements; within each
 * the contestants take turns, in an order that rotates. After each measurement all tasks are run to their end, and every one must have run exactly once.
 */
@NullMarked
package dev.kindred.benchmarks.tasks;

import org.jspecify.annotations.NullMarked;
