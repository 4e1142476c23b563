package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.engine.postgres.ServerNotUsableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says what an operator does about a PostgreSQL server that the engine cannot use: on the server, and in the settings by which the connections are made. */
final class ServerFailureAnalyzer extends AbstractFailureAnalyzer<ServerNotUsableException> implements Ordered {

    private static final String OWN = "kindred.datastore.postgres.";

    private final @Nullable Environment environment;

    ServerFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerNotUsableException cause) {
        String remedy = cause.remedy();
        String message = String.valueOf(cause.getMessage());
        String description = remedy == null
                ? message
                : message.substring(0, message.indexOf(remedy)).strip();
        return new FailureAnalysis(description + where(), action(cause), cause);
    }

    private String action(ServerNotUsableException cause) {
        String remedy = cause.remedy();
        return switch (cause.reason()) {
            case UNREACHABLE ->
                "Start the server, correct host and port in " + setting("url")
                        + ", or see what is between here and there. The application can be started again at any time.";
            case LOGIN_REFUSED ->
                "Correct " + setting("username") + " and " + setting("password")
                        + "; if they are right, the server's pg_hba.conf lets the user in from elsewhere only.";
            case NO_DATABASE ->
                "Correct the name at the end of " + setting("url")
                        + ", or have it made on the server: create database <name>. The engine makes schema and tables, not the database.";
            case TOO_MANY_CONNECTIONS ->
                "Raise max_connections on the server, or lower "
                        + (isOwn() ? "\"" + OWN + "pool.max-size\"" : "the size of the DataSource's pool")
                        + ": all processes together need less than the server allows.";
            case NO_RIGHTS ->
                remedy == null
                        ? "Grant the role the right to select, insert, update and delete on all tables of the schema, and usage on the schema."
                        : remedy + " Then \"" + OWN + "schema\" may stay \"create\", or be \"validate\".";
            case NO_TABLES ->
                "Set \"" + OWN
                        + "schema\" to \"create\", or run the file schema.sql in the jar datastore-core (dev/kindred/datastore/engine/postgres) on the server, and name its schema with \""
                        + OWN + "schema-name\".";
            case NEWER_FORMAT ->
                "Start the version of the application that made the tables, or a newer one; or set \"" + OWN
                        + "schema-name\" to another schema. Nothing was changed.";
            case NOT_POSTGRESQL ->
                "Let " + setting("url")
                        + " lead to a PostgreSQL server; or, if that database is right for the application's own tables, set \""
                        + OWN
                        + "url\" to another one for the datastore, or \"kindred.datastore.engine\" to \"rocksdb\".";
        };
    }

    private String where() {
        String url =
                environment == null ? null : environment.getProperty(isOwn() ? OWN + "url" : "spring.datasource.url");
        return url == null ? "" : "\n\nThe address is \"" + PostgresConnections.withoutParameters(url) + "\".";
    }

    private String setting(String name) {
        return isOwn() ? "\"" + OWN + name + "\"" : "\"spring.datasource." + name + "\"";
    }

    private boolean isOwn() {
        return environment != null && environment.containsProperty(OWN + "url");
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE; // Spring Boot has analyses of its own for some of what is below
    }
}
