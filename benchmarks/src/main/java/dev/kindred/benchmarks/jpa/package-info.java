/** Spring Data JPA on an H2 file database, as a good JPA developer sets it up in Spring Boot. */
@NullMarked
package dev.kindred.benchmarks.jpa;

import org.jspecify.annotations.NullMarked;
