/**
 * What happens around an entity, for those who want to look on or have a hand in it.
 *
 * <p>Callbacks are beans that get an object and give one back, the same or another: {@link dev.kindred.datastore.spring.data.event.BeforeConvertCallback},
 * {@link dev.kindred.datastore.spring.data.event.BeforeSaveCallback}, {@link dev.kindred.datastore.spring.data.event.AfterSaveCallback},
 * {@link dev.kindred.datastore.spring.data.event.AfterConvertCallback}, {@link dev.kindred.datastore.spring.data.event.BeforeDeleteCallback} and
 * {@link dev.kindred.datastore.spring.data.event.AfterDeleteCallback}. Events, which extend {@link dev.kindred.datastore.spring.data.event.DatastoreEvent}, tell
 * the application's listeners how each step came out.
 *
 * <p>A save takes these steps: {@code BeforeConvert}, auditing, {@code @OnSave}, conversion, {@code BeforeSave}, the write, {@code AfterSave}. A read takes
 * these: {@code AfterLoad}, conversion, {@code @OnLoad}, {@code AfterConvert}. In a batch every object has taken the steps before the write when the first one is
 * written.
 */
@NullMarked
package dev.kindred.datastore.spring.data.event;

import org.jspecify.annotations.NullMarked;
