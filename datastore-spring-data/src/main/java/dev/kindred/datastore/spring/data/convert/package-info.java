/**
 * Objects to {@link dev.kindred.datastore.model.Entity entities} and back. {@link dev.kindred.datastore.spring.data.convert.DatastoreConverter}
 * translates each Java type to a stored form that gives back the same value and, where the property is indexed, sorts as the Java values do;
 * {@link dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions} adds types of the application.
 */
@NullMarked
package dev.kindred.datastore.spring.data.convert;

import org.jspecify.annotations.NullMarked;
