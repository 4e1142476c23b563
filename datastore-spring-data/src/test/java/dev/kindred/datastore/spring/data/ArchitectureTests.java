package dev.kindred.datastore.spring.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Each layer looks only at those below it, and no package at one that looks back. */
class ArchitectureTests {

    private static final String ROOT = "dev.kindred.datastore.spring.data.";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.kindred.datastore.spring.data");

    @Test
    void layersLookDownwardOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("repository")
                .definedBy(ROOT + "repository..")
                .layer("template")
                .definedBy(ROOT + "template..")
                .layer("auditing")
                .definedBy(ROOT + "auditing..")
                .layer("event")
                .definedBy(ROOT + "event..")
                .layer("transaction")
                .definedBy(ROOT + "transaction..")
                .layer("convert")
                .definedBy(ROOT + "convert..")
                .layer("tenancy")
                .definedBy(ROOT + "tenancy..")
                .layer("mapping")
                .definedBy(ROOT + "mapping..")
                .whereLayer("repository")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("template")
                .mayOnlyBeAccessedByLayers("repository")
                .whereLayer("transaction")
                .mayOnlyBeAccessedByLayers("template", "repository")
                .whereLayer("tenancy")
                .mayOnlyBeAccessedByLayers("template", "repository")
                .whereLayer("auditing")
                .mayOnlyBeAccessedByLayers("template", "repository")
                .whereLayer("event")
                .mayOnlyBeAccessedByLayers("template", "repository")
                .whereLayer("convert")
                .mayOnlyBeAccessedByLayers("auditing", "template", "repository")
                .whereLayer("mapping")
                .mayOnlyBeAccessedByLayers("auditing", "convert", "template", "repository")
                .check(classes);
    }

    @Test
    void jacksonIsNeededForItsModuleOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "text..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
                .check(classes);
    }

    @Test
    void beanValidationIsNeededForItsCallbackOnly() {
        noClasses()
                .that()
                .doNotHaveSimpleName("ValidatingEntityCallback")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.validation..")
                .check(classes);
    }

    @Test
    void contextPropagationIsNeededForItsAccessorOnly() {
        noClasses()
                .that()
                .doNotHaveSimpleName("NamespaceThreadLocalAccessor")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer.context..")
                .check(classes);
    }

    @Test
    void a9_everyPackageSaysWhatMayBeNull() {
        assertThat(classes).allSatisfy(type -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                .as(type.getPackageName())
                .isTrue());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kindred.datastore.spring.data.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
