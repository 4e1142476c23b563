/**
 * The engine for several processes on one server: PostgreSQL, and what speaks its SQL. Start at {@link dev.kindred.datastore.engine.postgres.PostgresEngine}. Entities and index rows are
 * two tables of bytes, read and written in {@code SERIALIZABLE} transactions; tasks are a table that workers of all processes claim from. Nothing but the JDK's {@code java.sql} is needed to
 * compile it; at run time the driver and a pool are the application's.
 */
@NullMarked
package dev.kindred.datastore.engine.postgres;

import org.jspecify.annotations.NullMarked;
