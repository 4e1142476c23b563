package dev.kindred.datastore;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The direction of dependencies: each package may look only at those that stand beside it here. */
class ArchitectureTests {

    private static final String ROOT = "dev.kindred.datastore";

    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("model", List.of());
        MAY_USE.put("query", List.of("model"));
        MAY_USE.put("store", List.of());
        MAY_USE.put("codec", List.of("model", "query"));
        MAY_USE.put("index", List.of("model", "codec"));
        MAY_USE.put("plan", List.of("model", "query", "index", "store", "codec"));
        MAY_USE.put("transaction", List.of("store", "model", "codec", "index"));
        MAY_USE.put("copy", List.of("store", "model", "codec", "transaction"));
        MAY_USE.put("engine.ordered", List.of("store"));
        MAY_USE.put("engine.memory", List.of("store", "engine.ordered"));
        MAY_USE.put("engine.rocksdb", List.of("store", "engine.ordered"));
        MAY_USE.put("engine.postgres", List.of("store"));
        MAY_USE.put("object", List.of("", "model", "query"));
        MAY_USE.put("", List.of("model", "query", "store", "codec", "index", "plan", "transaction"));
    }

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static String packageOf(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name;
    }

    @TestFactory
    Stream<DynamicTest> everyPackageUsesOnlyWhatItMay() {
        return MAY_USE.entrySet().stream().map(rule -> {
            String[] allowed = Stream.concat(Stream.of(rule.getKey()), rule.getValue().stream())
                    .map(ArchitectureTests::packageOf)
                    .toArray(String[]::new);
            String name = rule.getKey().isEmpty() ? "(root)" : rule.getKey();
            return DynamicTest.dynamicTest(name, () -> noClasses()
                    .that(resideInAPackage(packageOf(rule.getKey())))
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                    .allowEmptyShould(true)
                    .check(CLASSES));
        });
    }

    /** A package that nobody wrote a rule for would be free to use everything. */
    @Test
    void everyPackageHasARule() {
        Set<String> packages =
                CLASSES.stream().map(type -> type.getPackageName()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isNotEmpty().allSatisfy(name -> assertThat(MAY_USE.keySet())
                .contains(name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1)));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingButTheJdkAndFewLibrariesIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.sql",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.rocksdb..",
                        "org.postgresql..")))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(packageOf("engine.rocksdb"))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.rocksdb.."))
                .because("it is optional: the rest must load without it")
                .check(CLASSES);
        noClasses()
                .that(not(HasName.Predicates.name(packageOf("engine.postgres") + ".PgNotifications")))
                .and(not(HasName.Predicates.name(packageOf("engine.postgres") + ".PgPreparing")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.postgresql.."))
                .because("another driver may be there instead")
                .check(CLASSES);
    }
}
