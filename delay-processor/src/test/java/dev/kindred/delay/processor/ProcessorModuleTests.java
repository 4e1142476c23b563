package dev.kindred.delay.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import javax.annotation.processing.Processor;
import org.junit.jupiter.api.Test;

class ProcessorModuleTests {

    @Test
    void processorsNeedNothingButTheJdk() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "javax..", "org.jspecify..", "dev.kindred.delay.processor")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.kindred.delay.processor"));
    }

    @Test
    void compilersFindThem() {
        assertThat(ServiceLoader.load(Processor.class, getClass().getClassLoader()).stream()
                        .map(ServiceLoader.Provider::type))
                .contains(DelayedProcessor.class, DelayedKeysProcessor.class);
    }

    @Test
    void gradleKnowsHowToRunThemIncrementally() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/META-INF/gradle/incremental.annotation.processors")))
                .isEqualTo("""
                        dev.kindred.delay.processor.DelayedProcessor,isolating
                        dev.kindred.delay.processor.DelayedKeysProcessor,aggregating
                        """);
    }
}
