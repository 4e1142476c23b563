/** The health of the datastore's engine, for applications that have Spring Boot's health support. */
@NullMarked
package dev.kindred.datastore.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
