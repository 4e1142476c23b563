package dev.kindred.garden;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kindred.datastore.test.autoconfigure.AutoConfigureDataDatastore;
import dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** What the slice names and uses is there, and public. */
class SliceMetadataTests {

    private static final ClassLoader LOADER = SliceMetadataTests.class.getClassLoader();

    @Test
    void everyAutoConfigurationOfTheSliceIsOne() throws ClassNotFoundException {
        for (Class<?> annotation : List.of(AutoConfigureDataDatastore.class, AutoConfigureDelayTester.class)) {
            List<String> names = ImportCandidates.load(annotation, LOADER).getCandidates();
            assertThat(names).isNotEmpty();
            for (String name : names) {
                if (!name.startsWith("optional:")) {
                    assertThat(Class.forName(name)).hasAnnotation(AutoConfiguration.class);
                }
            }
        }
    }

    @Test
    void theSliceUsesNoLayerOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kindred.datastore.codec..",
                        "dev.kindred.datastore.index..",
                        "dev.kindred.datastore.plan..",
                        "dev.kindred.datastore.store..",
                        "dev.kindred.datastore.engine..",
                        "dev.kindred.datastore.transaction..",
                        "dev.kindred.delay..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.kindred.datastore.test"));
    }
}
