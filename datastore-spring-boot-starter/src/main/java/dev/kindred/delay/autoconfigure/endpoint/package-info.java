/** The actuator's endpoint {@code taskqueues}, for applications that have Spring Boot's actuator. */
@NullMarked
package dev.kindred.delay.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
