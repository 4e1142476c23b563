package dev.kindred.delay.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What an operation has done.
 *
 * @param queue the queue
 * @param operation {@code redriven}, {@code discarded}, {@code deleted} or {@code purged}
 * @param tasks how many tasks or dead letters it was done to
 * @param deadLeft how many dead letters the queue has now
 */
public record DoneDescriptor(String queue, String operation, long tasks, long deadLeft)
        implements OperationResponseBody {}
