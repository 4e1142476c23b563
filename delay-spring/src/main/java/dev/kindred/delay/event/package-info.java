/**
 * Application events about what an operator cares for: tasks that are given up and what becomes of them, and queues that are paused, resumed and purged. {@link
 * dev.kindred.delay.event.TaskEventPublisher} publishes them.
 */
@NullMarked
package dev.kindred.delay.event;

import org.jspecify.annotations.NullMarked;
