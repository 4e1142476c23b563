/**
 * What makes a Spring Boot application that has Kindred on its class path work without a line of configuration: the embedded engine in a
 * directory, the {@link dev.kindred.datastore.Datastore} on it, transactions, the template and the application's repositories.
 *
 * <p>Every bean backs off when the application declares its own. Nothing here touches the disk or starts a thread before the context is started
 * or a bean is used; {@link dev.kindred.datastore.autoconfigure.DatastoreProperties} holds the settings.
 */
@NullMarked
package dev.kindred.datastore.autoconfigure;

import org.jspecify.annotations.NullMarked;
