package dev.kindred.atlas;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import org.junit.jupiter.api.Test;

/** Atlas is a user like any other: what it cannot do with the public programming model, nobody can. */
class ArchitectureTests {

    private final JavaClasses atlas = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // What processing ahead of time generates is no code of Atlas.
            .withImportOption(location -> !location.contains("__"))
            .importPackages("dev.kindred.atlas");

    @Test
    void usesTheProgrammingModelAndNoInternals() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.kindred..")
                        .and(not(resideInAnyPackage(
                                "dev.kindred.atlas",
                                "dev.kindred.datastore.model",
                                "dev.kindred.datastore.query",
                                "dev.kindred.datastore.spring.data..",
                                "dev.kindred.delay",
                                "dev.kindred.delay.queue")))
                        // What the queues show of a task.
                        .and(not(belongToAnyOf(DeadTask.class, TaskRow.class))))
                .check(atlas);
    }
}
