package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.IndexStatus;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.MissingIndexException;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.InvalidIndexYamlException;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.query.SortLimitException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;

class IndexSettingsTests {

    private static final Query BY_AUTHOR =
            Query.kind("Novel").filter("author =", Value.of("Eco")).orderBy("-year");
    private static final String YAML =
            "indexes:\n- kind: Novel\n  properties:\n  - name: author\n  - name: year\n    direction: desc\n";

    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    @Test
    void queriesNeedNoIndexUnlessTheSettingSaysSo() {
        runner.run(context ->
                assertThat(context.getBean(Datastore.class).count(BY_AUTHOR)).isZero());
        runner.withPropertyValues("kindred.datastore.query.missing-index=fail")
                .run(context -> assertThatExceptionOfType(MissingIndexException.class)
                        .isThrownBy(() -> context.getBean(Datastore.class).count(BY_AUTHOR))
                        .withMessageContaining("- name: author"));
    }

    @Test
    void anIndexYamlDeclaresAndBuildsIndexes() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.yaml"), YAML);

        runner.withPropertyValues(
                        "kindred.datastore.query.missing-index=fail", "kindred.datastore.indexes=" + file.toUri())
                .run(context -> {
                    assertThatCode(() -> context.getBean(Datastore.class).count(BY_AUTHOR))
                            .doesNotThrowAnyException();
                    LocalDatastore local = context.getBean(LocalDatastore.class);
                    await().until(() -> local.indexes().get(0).state() == IndexStatus.State.BUILT);
                });
    }

    @Test
    void sortsAreLimitedBySetting() {
        runner.withPropertyValues("kindred.datastore.query.max-sort-rows=1").run(context -> {
            Datastore datastore = context.getBean(Datastore.class);
            for (int i = 0; i < 2; i++) {
                datastore.put(dev.kindred.datastore.model.Entity.builder(
                                datastore.partition().incompleteKey("Novel"))
                        .set("a", 1)
                        .set("b", i)
                        .build());
            }

            assertThatExceptionOfType(SortLimitException.class)
                    .isThrownBy(() ->
                            datastore.count(Query.kind("Novel").orderBy("a").orderBy("b")));
        });
    }

    @Test
    void aFileThatIsNotThereAndOneThatCannotBeReadEndTheStart() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "indexes:\n- kind: Novel\n  mode: x\n");

        runner.withPropertyValues("kindred.datastore.indexes=file:/nowhere/index.yaml")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("/nowhere/index.yaml"));
        runner.withPropertyValues("kindred.datastore.indexes=" + wrong.toUri()).run(context -> {
            FailureAnalysis analysis = new InvalidIndexYamlFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).contains("wrong.yaml").contains("line 3");
            assertThat(analysis.getAction()).contains("kindred.datastore.indexes");
            assertThat(analysis.getCause()).isInstanceOf(InvalidIndexYamlException.class);
        });
    }

    @Test
    void theUsualPlacesAreLookedAtInTurn() {
        assertThat(IndexYamlFile.read(null, new DefaultResourceLoader()).definitions())
                .isEmpty();
        for (String place : new String[] {"classpath:index.yaml", "classpath:META-INF/index.yaml"}) {
            assertThat(IndexYamlFile.read(null, new With(place)).definitions()).hasSize(1);
        }
    }

    /** A class path with one file more. */
    private static final class With extends DefaultResourceLoader {

        private final String place;

        With(String place) {
            this.place = place;
        }

        @Override
        public Resource getResource(String location) {
            return location.equals(place) ? new ByteArrayResource(YAML.getBytes()) : super.getResource(location);
        }
    }
}
