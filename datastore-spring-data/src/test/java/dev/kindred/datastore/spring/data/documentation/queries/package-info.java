/** The code of docs/guides/queries.md. */
@NullMarked
package dev.kindred.datastore.spring.data.documentation.queries;

import org.jspecify.annotations.NullMarked;
