package dev.kindred.delay;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** Who may look at whom. */
class LayersTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.kindred.delay");

    @Test
    void queuesKnowNothingOfSpringAndNothingAboveThem() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.kindred.delay.queue")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "tools.jackson..",
                        "io.micrometer..",
                        "dev.kindred.delay",
                        "dev.kindred.delay.http",
                        "dev.kindred.delay.observation")
                .check(CLASSES);
    }

    @Test
    void layersLookDownOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("queue")
                .definedBy("dev.kindred.delay.queue")
                .layer("delay")
                .definedBy("dev.kindred.delay")
                .layer("http")
                .definedBy("dev.kindred.delay.http")
                .layer("event")
                .definedBy("dev.kindred.delay.event")
                .layer("observation")
                .definedBy("dev.kindred.delay.observation")
                .whereLayer("event")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("http")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("observation")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("delay")
                .mayOnlyBeAccessedByLayers("http", "observation")
                .check(CLASSES);
    }

    @Test
    void onlyTheHttpPackageNeedsTheWeb() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("dev.kindred.delay.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..", "org.springframework.boot..")
                .check(CLASSES);
    }

    @Test
    void c30_nothingCallsOutButWhatPostsTasksAndReadsTheKeysOfTokens() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("dev.kindred.delay.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "javax.net..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        java.net.URL.class,
                        java.net.URLConnection.class,
                        java.net.Socket.class,
                        java.net.DatagramSocket.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheObservationPackageNeedsMicrometer() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("dev.kindred.delay.observation")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void theDatastoreIsUsedByItsInterfacesAndNotByAnEngine() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kindred.datastore.engine..",
                        "dev.kindred.datastore.codec..",
                        "dev.kindred.datastore.plan..",
                        "dev.kindred.datastore.index..",
                        "dev.kindred.datastore.spring..")
                .check(CLASSES);
    }
}
