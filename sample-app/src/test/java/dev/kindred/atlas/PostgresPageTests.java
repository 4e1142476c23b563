package dev.kindred.atlas;

import java.sql.SQLException;
import java.util.List;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The page, clicked through in a browser, with everything on a PostgreSQL server. */
@ActiveProfiles("postgres")
class PostgresPageTests extends PageTests {

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) throws SQLException {
        List<String> arguments = AtlasServer.arguments("atlas_page");
        properties.add(
                "spring.datasource.url",
                () -> arguments.get(1).substring(arguments.get(1).indexOf('=') + 1));
        properties.add("spring.datasource.username", () -> "postgres");
        properties.add("spring.datasource.password", () -> "postgres");
    }
}
