/**
 * The race: Kindred and its peers do the same work on the same 100,000 real places, side by side.
 *
 * <p>{@link dev.kindred.benchmarks.Race} starts one JVM per {@link dev.kindred.benchmarks.Contestant}, lets each load the places and prove its
 * answers, and warms it. Then it goes round by round through the {@link dev.kindred.benchmarks.Operation}s; within an operation the contestants run
 * one after the other, in an order that rotates, so that a slow minute of the machine hits all of them. Medians over the rounds are reported.
 */
@NullMarked
package dev.kindred.benchmarks;

import org.jspecify.annotations.NullMarked;
