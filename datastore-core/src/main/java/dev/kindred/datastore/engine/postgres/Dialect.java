package dev.kindred.datastore.engine.postgres;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers that speak PostgreSQL's language, and what they do not share. The engine is tested on PostgreSQL only, there also with the ways that YugabyteDB is meant to take.
 */
public enum Dialect {
    /** PostgreSQL, 14 or later, and what is made of its code. */
    POSTGRESQL,
    /** YugabyteDB. <b>Untested</b>: opening says so in the log. Keys are asked to be sorted, since it spreads them by a hash otherwise. */
    YUGABYTE,
    /** CockroachDB. Recognised, and refused: it has no numbers of transactions ({@code pg_current_xact_id}), of which versions are made. */
    COCKROACH;

    private static final Pattern ROWS_IN_ORDER = Pattern.compile("primary key \\(([^)]*)\\)");

    /**
     * Recognises a server.
     *
     * @param version what it answers to {@code select version()}
     * @return PostgreSQL, if it is no other
     */
    public static Dialect of(String version) {
        if (version.contains("CockroachDB")) {
            return COCKROACH;
        }
        return version.toUpperCase(Locale.ROOT).contains("-YB-") ? YUGABYTE : POSTGRESQL;
    }

    /** Whether transactions have numbers of the whole server that only grow, and snapshots say which they see: versions are made of them. */
    boolean numbersTransactions() {
        return this != COCKROACH;
    }

    /** Whether another transaction can be given the snapshot of one. */
    boolean exportsSnapshots() {
        return this == POSTGRESQL;
    }

    /** Whether a read-only transaction can wait until it sees what a serial order explains. Others are serializable, and may have to be repeated. */
    boolean defers() {
        return this != COCKROACH;
    }

    /** Whether plans can be kept from reading whole tables. */
    boolean avoidsSequentialScans() {
        return this != COCKROACH;
    }

    /** Whether a process can be told something by another. */
    boolean notifies() {
        return this == POSTGRESQL;
    }

    /** The statements that make the tables, as this server needs them. */
    String ddl(String statements) {
        if (this != YUGABYTE) {
            return statements;
        }
        Matcher keys = ROWS_IN_ORDER.matcher(statements);
        return keys.replaceAll(found -> "primary key (" + found.group(1).replace(",", " asc,") + " asc)");
    }
}
