package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page docs/reference/configuration.md says what the code does. */
class ConfigurationPageTests {

    private static final Pattern ROW = Pattern.compile(
            "^\\| `((?:kindred|management)\\.[^`]+)` \\| (?:`([^`]*)`|\\(.*?\\)) \\|", Pattern.MULTILINE);

    @Test
    void everyPropertyIsOnThePageWithItsDefault() throws IOException {
        Map<String, String> page = new TreeMap<>();
        Matcher row = ROW.matcher(page());
        while (row.find()) {
            page.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        Map<String, String> metadata = metadata();

        // Of what is below a name of the user's own there is no metadata.
        TreeSet<String> documented = new TreeSet<>(page.keySet());
        documented.removeIf(name -> name.contains("<"));
        TreeSet<String> known = new TreeSet<>(metadata.keySet());
        known.removeAll(List.of("kindred.delay.queues", "kindred.datastore.expiry"));
        assertThat(documented).isEqualTo(known);
        documented.forEach(
                name -> assertThat(page.get(name)).as("default of %s", name).isEqualTo(metadata.get(name)));
    }

    @Test
    void theExampleCanBeBound() throws IOException {
        String page = page();
        int start = page.indexOf("```yaml") + "```yaml".length();
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(
                page.substring(start, page.indexOf("```", start)).getBytes()));

        Binder binder = new Binder(new MapConfigurationPropertySource(yaml.getObject()));

        DatastoreProperties datastore =
                binder.bind("kindred.datastore", DatastoreProperties.class).get();
        assertThat(datastore.embedded().directory()).isEqualTo(Path.of("/var/lib/shop"));
        assertThat(binder.bind("kindred.delay", dev.kindred.delay.autoconfigure.DelayProperties.class)
                        .get()
                        .queues()
                        .get("mail")
                        .retry()
                        .limit())
                .isEqualTo(7);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/reference/configuration.md"));
    }

    private static Map<String, String> metadata() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        JsonNode metadata = JsonMapper.shared()
                .readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
        for (JsonNode property : metadata.path("properties")) {
            defaults.put(
                    property.path("name").asString(),
                    property.path("defaultValue").asString(""));
        }
        return defaults;
    }
}
