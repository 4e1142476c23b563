/**
 * Keys and cursors as text, for what enters and leaves an application: {@link dev.kindred.datastore.spring.data.text.DatastoreJacksonModule} for JSON,
 * {@link dev.kindred.datastore.spring.data.text.TextConverter} for Spring's conversion service, and so for path variables and request parameters. The
 * text of a key is App Engine's, that of a cursor is URL-safe as well. Jackson is needed for the module only.
 */
@NullMarked
package dev.kindred.datastore.spring.data.text;

import org.jspecify.annotations.NullMarked;
