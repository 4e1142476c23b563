/**
 * How Java types are laid out in the datastore: the annotations {@link dev.kindred.datastore.spring.data.mapping.Entity},
 * {@link dev.kindred.datastore.spring.data.mapping.Field}, {@link dev.kindred.datastore.spring.data.mapping.Unindexed} and
 * {@link dev.kindred.datastore.spring.data.mapping.Parent}, the methods {@link dev.kindred.datastore.spring.data.mapping.OnLoad} and
 * {@link dev.kindred.datastore.spring.data.mapping.OnSave}, and the metadata that is read from them. Annotations are optional: any class with an
 * {@code @Id} can be stored, any other class can be a value within it.
 */
@NullMarked
package dev.kindred.datastore.spring.data.mapping;

import org.jspecify.annotations.NullMarked;
