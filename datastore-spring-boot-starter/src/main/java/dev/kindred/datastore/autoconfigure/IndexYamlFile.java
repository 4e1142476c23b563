package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.query.IndexYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Finds the application's {@code index.yaml}. */
final class IndexYamlFile {

    private static final String PROPERTY = "kindred.datastore.indexes";
    private static final List<String> USUAL_PLACES = List.of("classpath:index.yaml", "classpath:META-INF/index.yaml");

    private IndexYamlFile() {}

    /**
     * Reads the file at a location, or at the first usual place that has one.
     *
     * @param location a resource, or null for the usual places
     * @return its definitions; none if there is no file
     * @throws InvalidSettingException if nothing is at the location
     */
    static IndexYaml read(@Nullable String location, ResourceLoader resources) {
        if (location != null && !location.isBlank()) {
            Resource resource = resources.getResource(location);
            if (!resource.exists()) {
                throw new InvalidSettingException(
                        PROPERTY,
                        location,
                        "There is no such file.",
                        "Give a location such as \"classpath:index.yaml\" or \"file:/etc/shop/index.yaml\", or remove the property.");
            }
            return read(resource);
        }
        return USUAL_PLACES.stream()
                .map(resources::getResource)
                .filter(Resource::exists)
                .findFirst()
                .map(IndexYamlFile::read)
                .orElse(IndexYaml.EMPTY);
    }

    private static IndexYaml read(Resource resource) {
        try {
            return IndexYaml.read(resource.getContentAsString(StandardCharsets.UTF_8), resource.getDescription());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource.getDescription() + ".", e);
        }
    }
}
