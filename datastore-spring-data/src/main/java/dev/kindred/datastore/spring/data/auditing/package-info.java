/**
 * Who created and last changed an object, and when: {@link dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing} has the fields marked with Spring
 * Data's {@code @CreatedDate}, {@code @CreatedBy}, {@code @LastModifiedDate} and {@code @LastModifiedBy} filled in.
 */
@NullMarked
package dev.kindred.datastore.spring.data.auditing;

import org.jspecify.annotations.NullMarked;
