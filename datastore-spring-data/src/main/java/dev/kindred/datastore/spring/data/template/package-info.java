/**
 * {@link dev.kindred.datastore.spring.data.template.DatastoreOperations}: objects in and out of the datastore, in the transaction of the thread if
 * there is one, with Spring's exceptions. {@link dev.kindred.datastore.spring.data.template.PropertyFilters} speaks of fields where a query speaks of
 * stored properties.
 */
@NullMarked
package dev.kindred.datastore.spring.data.template;

import org.jspecify.annotations.NullMarked;
