/** The actuator's endpoint {@code datastore}, for applications that have Spring Boot's actuator. */
@NullMarked
package dev.kindred.datastore.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
