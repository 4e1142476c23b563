/**
 * What makes {@code @Delayed} methods and task queues work in a Spring Boot application without a line of configuration: tasks are stored in the application's
 * datastore, and a dispatcher runs them while the context is started.
 */
@NullMarked
package dev.kindred.delay.autoconfigure;

import org.jspecify.annotations.NullMarked;
