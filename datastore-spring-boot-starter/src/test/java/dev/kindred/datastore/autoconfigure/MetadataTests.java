package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tools and Spring Boot read of the jar. */
class MetadataTests {

    private static final ClassLoader LOADER = MetadataTests.class.getClassLoader();

    @Test
    void everyPropertyIsDescribedInASentence() {
        Map<String, JsonNode> properties = properties();

        assertThat(properties)
                .containsKeys(
                        "kindred.datastore.enabled",
                        "kindred.datastore.app-id",
                        "kindred.datastore.embedded.path",
                        "kindred.datastore.repositories.enabled",
                        "kindred.delay.enabled",
                        "kindred.delay.workers",
                        "kindred.delay.queues",
                        "management.health.datastore.enabled");
        assertThat(properties).allSatisfy((name, property) -> {
            assertThat(name)
                    .matches(
                            "kindred\\.(datastore|delay|copy)\\..*|management\\.(health|endpoint)\\.(datastore|taskqueues)\\..*");
            assertThat(property.path("description").asString(""))
                    .as("description of %s", name)
                    .matches("[A-Z].*\\.");
        });
    }

    @Test
    void defaultsAreInTheMetadata() {
        Map<String, JsonNode> properties = properties();

        assertThat(properties
                        .get("kindred.datastore.postgres.schema")
                        .path("defaultValue")
                        .asString())
                .isEqualTo("create");
        assertThat(properties
                        .get("kindred.datastore.embedded.path")
                        .path("defaultValue")
                        .asString())
                .isEqualTo("data/kindred");
        assertThat(properties
                        .get("kindred.datastore.embedded.durability")
                        .path("defaultValue")
                        .asString())
                .isEqualTo("fsync");
        assertThat(properties
                        .get("kindred.datastore.embedded.memory")
                        .path("defaultValue")
                        .asString())
                .isEqualTo("256MB");
    }

    @Test
    void everyAutoConfigurationOfTheListIsAFinalClassWhoseConditionsCanBeReadWithoutLoadingIt() throws Exception {
        Properties conditions = new Properties();
        try (InputStream in = resource("META-INF/spring-autoconfigure-metadata.properties")) {
            conditions.load(in);
        }
        List<String> listed = new ArrayList<>();
        ImportCandidates.load(AutoConfiguration.class, LOADER).forEach(listed::add);
        listed.removeIf(name -> !name.startsWith("dev.kindred."));

        assertThat(listed).hasSizeGreaterThanOrEqualTo(8).isSorted();
        for (String name : listed) {
            Class<?> type = Class.forName(name, false, LOADER);
            assertThat(type).isFinal().isPublic().hasAnnotation(AutoConfiguration.class);
            assertThat(type.getConstructors())
                    .as("public constructors of %s", name)
                    .isEmpty();
            assertThat(conditions).containsKey(name);
        }
    }

    @Test
    void theListedFailureAnalyzersCanBeMade() {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation(LOADER)
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(Environment.class, new StandardEnvironment()),
                        // Others on this class path need more than an environment.
                        (type, name, failure) -> assertThat(name).doesNotStartWith("dev.kindred."));

        assertThat(analyzers)
                .map(analyzer -> analyzer.getClass().getName())
                .filteredOn(name -> name.startsWith("dev.kindred."))
                .hasSize(7);
    }

    private static Map<String, JsonNode> properties() {
        Map<String, JsonNode> properties = new TreeMap<>();
        // The processor merges the additional file into the generated one.
        for (JsonNode property :
                json("META-INF/spring-configuration-metadata.json").path("properties")) {
            properties.put(property.path("name").asString(), property);
        }
        return properties;
    }

    private static JsonNode json(String name) {
        try (InputStream in = resource(name)) {
            return JsonMapper.shared().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Ours, not the first one on the class path. */
    private static InputStream resource(String name) throws IOException {
        String root = DatastoreProperties.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        for (java.net.URL url : java.util.Collections.list(LOADER.getResources(name))) {
            if (url.toString().contains(root)) {
                return url.openStream();
            }
        }
        throw new IOException(name + " is not in " + root);
    }
}
