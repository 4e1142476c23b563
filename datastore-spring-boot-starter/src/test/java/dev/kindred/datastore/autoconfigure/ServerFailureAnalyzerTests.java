package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.postgres.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

/** What an operator reads when the server cannot be used. On a server of its own, whose rules for logins are changed. */
class ServerFailureAnalyzerTests {

    private static EmbeddedPostgres server;
    private static DataSource admin;

    private final String schema = TestServer.newSchema();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(DatastoreAutoConfiguration.class, DatastorePostgresAutoConfiguration.class))
            .withPropertyValues(
                    "kindred.datastore.postgres.schema-name=" + schema,
                    "kindred.datastore.postgres.username=postgres",
                    "kindred.datastore.postgres.pool.connection-timeout=2s");

    @BeforeAll
    static void startAServerThatAsksSomeForAPassword() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        admin = server.getPostgresDatabase();
        sql("create role guest login");
        sql("create role locked login password 'right'");
        sql("revoke create on database postgres from public");
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("show hba_file")) {
            rows.next();
            sql("copy (select * from (values ('host all locked all scram-sha-256'), ('host all all all trust'),"
                    + " ('local all all trust')) rules) to '" + rows.getString(1) + "'");
        }
        sql("select pg_reload_conf()");
    }

    @AfterAll
    static void stopIt() throws IOException {
        server.close();
    }

    @Test
    void aServerThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        FailureAnalysis analysis = failure("jdbc:postgresql://localhost:" + port + "/shop?password=secret");

        assertThat(analysis.getDescription())
                .contains("cannot be reached", "\"jdbc:postgresql://localhost:" + port + "/shop\"")
                .doesNotContain("secret");
        assertThat(analysis.getAction()).contains("Start the server", "\"kindred.datastore.postgres.url\"");
    }

    @Test
    void aWrongPassword() {
        FailureAnalysis analysis = failure(
                url("postgres"),
                "kindred.datastore.postgres.username=locked",
                "kindred.datastore.postgres.password=wrong");

        assertThat(analysis.getDescription()).contains("refuses the login", "\"locked\"");
        assertThat(analysis.getAction())
                .contains("\"kindred.datastore.postgres.username\"", "\"kindred.datastore.postgres.password\"");
    }

    @Test
    void aDatabaseThatDoesNotExist() {
        FailureAnalysis analysis = failure(url("shop"));

        assertThat(analysis.getDescription()).contains("no such database", "\"shop\"");
        assertThat(analysis.getAction()).contains("create database");
    }

    @Test
    void aRoleThatMayNotMakeTheSchemaIsToldTheStatementThatHelps() throws SQLException {
        FailureAnalysis analysis = failure(url("postgres"), "kindred.datastore.postgres.username=guest");

        String statement = "create schema " + schema + " authorization guest;";
        assertThat(analysis.getDescription()).contains("\"guest\"", "\"" + schema + "\"");
        assertThat(analysis.getAction()).contains(statement);

        sql(statement);
        starts("kindred.datastore.postgres.username=guest");
    }

    @Test
    void aRoleThatMayNotMakeTablesInTheSchemaIsToldTheStatementThatHelps() throws SQLException {
        sql("create schema " + schema);
        sql("grant usage on schema " + schema + " to guest");
        FailureAnalysis analysis = failure(url("postgres"), "kindred.datastore.postgres.username=guest");

        String statement = "alter schema " + schema + " owner to guest;";
        assertThat(analysis.getAction()).contains(statement);

        sql(statement);
        starts("kindred.datastore.postgres.username=guest");
    }

    @Test
    void aRoleThatMayNotUseTheTables() throws SQLException {
        starts();
        sql("grant usage on schema " + schema + " to guest");

        FailureAnalysis analysis = failure(url("postgres"), "kindred.datastore.postgres.username=guest");

        assertThat(analysis.getDescription()).contains("may not use the tables", "\"" + schema + "\"");
        assertThat(analysis.getAction()).contains("Grant the role");
    }

    @Test
    void tablesThatAreMissingAndMayNotBeMade() {
        FailureAnalysis analysis = failure(url("postgres"), "kindred.datastore.postgres.schema=validate");

        assertThat(analysis.getDescription()).contains("no tables", "\"" + schema + "\"");
        assertThat(analysis.getAction()).contains("\"kindred.datastore.postgres.schema\" to \"create\"", "schema.sql");

        assertThat(failure(url("postgres"), "kindred.datastore.postgres.schema=none")
                        .getAction())
                .contains("\"kindred.datastore.postgres.schema\" to \"create\"");
    }

    @Test
    void aNewerFormat() throws SQLException {
        starts();
        sql("update " + schema + ".setting set value = '99' where name = 'format'");

        FailureAnalysis analysis = failure(url("postgres"));

        assertThat(analysis.getDescription()).contains("format 99");
        assertThat(analysis.getAction()).contains("Start the version of the application that made the tables");
    }

    @Test
    void aServerThatHasNoRoom() throws SQLException {
        sql("create role crowd login connection limit 0");

        FailureAnalysis analysis = failure(url("postgres"), "kindred.datastore.postgres.username=crowd");

        assertThat(analysis.getDescription()).contains("no room");
        assertThat(analysis.getAction()).contains("max_connections", "\"kindred.datastore.postgres.pool.max-size\"");
    }

    @Test
    void aDataSourceOfAnotherDatabase() {
        FailureAnalysis analysis = analysis(
                runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class)),
                "kindred.datastore.engine=postgres",
                "spring.datasource.url=jdbc:h2:mem:" + schema);

        assertThat(analysis.getDescription()).contains("lead to H2", "\"jdbc:h2:mem:" + schema + "\"");
        assertThat(analysis.getAction()).contains("\"spring.datasource.url\"", "\"kindred.datastore.postgres.url\"");
    }

    @Test
    void theDataSourceOfTheApplicationIsNamedWhereItIsUsed() {
        FailureAnalysis analysis = analysis(
                runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class)),
                "kindred.datastore.engine=postgres",
                "spring.datasource.url=" + url("postgres"),
                "spring.datasource.username=locked",
                "spring.datasource.password=wrong");

        assertThat(analysis.getDescription()).contains("refuses the login");
        assertThat(analysis.getAction()).contains("\"spring.datasource.username\"");
    }

    private void starts(String... properties) {
        runner.withPropertyValues("kindred.datastore.postgres.url=" + url("postgres"))
                .withPropertyValues(properties)
                .run(context -> assertThat(context).hasNotFailed());
    }

    private FailureAnalysis failure(String url, String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 1);
        all[properties.length] = "kindred.datastore.postgres.url=" + url;
        return analysis(runner, all);
    }

    private static FailureAnalysis analysis(ApplicationContextRunner runner, String... properties) {
        FailureAnalysis[] found = new FailureAnalysis[1];
        Environment[] environment = new Environment[1];
        runner.withPropertyValues(properties)
                .withInitializer(starting -> environment[0] = starting.getEnvironment())
                .run(context -> {
                    assertThat(context).hasFailed();
                    found[0] = new ServerFailureAnalyzer(environment[0]).analyze(context.getStartupFailure());
                });
        assertThat(found[0]).as("analysis of the failure").isNotNull();
        return found[0];
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    private static void sql(String text) throws SQLException {
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
