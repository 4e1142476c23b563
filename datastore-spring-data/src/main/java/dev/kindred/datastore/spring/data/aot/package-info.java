/** What an application that is processed ahead of time has to keep: hints for native images, and the list of its entities. Spring finds these classes in {@code META-INF/spring/aot.factories}. */
@NullMarked
package dev.kindred.datastore.spring.data.aot;

import org.jspecify.annotations.NullMarked;
