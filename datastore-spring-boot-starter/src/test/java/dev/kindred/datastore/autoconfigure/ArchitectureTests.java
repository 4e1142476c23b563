package dev.kindred.datastore.autoconfigure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The starter stands on top: it uses what the modules below offer to everybody, and none of them knows it. */
class ArchitectureTests {

    private static final String OURS = "..autoconfigure..";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.kindred");

    private static final JavaClasses STARTER =
            ALL.that(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                    "dev.kindred.datastore.autoconfigure..", "dev.kindred.delay.autoconfigure.."));

    @Test
    void noModuleBelowKnowsTheStarterOrSpringBoot() {
        noClasses()
                .that()
                .resideInAPackage("dev.kindred..")
                .and()
                .resideOutsideOfPackage(OURS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.kindred..autoconfigure..", "org.springframework.boot..")
                .check(ALL);
    }

    @Test
    void theStarterLooksIntoNoLayerOfTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kindred.datastore.codec..",
                        "dev.kindred.datastore.index..",
                        "dev.kindred.datastore.plan..",
                        "dev.kindred.datastore.transaction..")
                .check(STARTER);
    }

    @Test
    void theDatastoreIsSetUpWithoutTheQueues() {
        noClasses()
                .that()
                .resideInAPackage("dev.kindred.datastore.autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.kindred.delay..")
                .check(STARTER);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.kindred.(**)").should().beFreeOfCycles().check(STARTER);
    }

    @Test
    void autoConfigurationsAreFinalAndTheirMembersOfNobodysConcern() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .haveOnlyFinalFields()
                .check(STARTER);
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .bePackagePrivate()
                .check(STARTER);
    }
}
