/** The health of the task queues, for applications that have Spring Boot's health support. */
@NullMarked
package dev.kindred.delay.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
