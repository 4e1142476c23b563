package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every contract runs on every engine, by a class of its own or within one that does; or says here why not. */
class EveryEngineTests {

    private static final List<String> ENGINES = List.of("Memory", "RocksDb", "Postgres");

    /** Contracts of what the embedded engines promise beyond what all do. */
    private static final Map<String, String> EMBEDDED = Map.of(
            "ReadSetContract", "they conflict whenever something that was read has changed, a server only if it must",
            "PastReadContract", "they keep states of the past, a server has none");

    private static final List<JavaClass> CONTRACTS = new ClassFileImporter()
                    .withImportOption(new ImportOption.OnlyIncludeTests())
                    .importPackages(EveryEngineTests.class.getPackageName())
                    .stream()
                    .filter(type -> type.getSimpleName().endsWith("Contract"))
                    .toList();

    private static boolean runsOn(String engine, JavaClass contract) {
        return contract.getAllSubclasses().stream()
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .anyMatch(type -> isTestOf(engine, type) || isWithinTestOf(engine, type.getEnclosingClass()));
    }

    private static boolean isTestOf(String engine, JavaClass type) {
        return type.getSimpleName().startsWith(engine) && type.getSimpleName().endsWith("Tests");
    }

    private static boolean isWithinTestOf(String engine, Optional<JavaClass> enclosing) {
        return enclosing.isPresent()
                && Stream.concat(enclosing.stream(), enclosing.get().getAllSubclasses().stream())
                        .anyMatch(type -> isTestOf(engine, type));
    }

    @Test
    void everyContractRunsOnEveryEngineUnlessItIsOfTheEmbeddedOnesAlone() {
        assertThat(CONTRACTS).hasSizeGreaterThan(25);
        for (String engine : ENGINES) {
            assertThat(CONTRACTS.stream().filter(contract -> !runsOn(engine, contract)))
                    .as("contracts that do not run on " + engine)
                    .extracting(JavaClass::getSimpleName)
                    .containsExactlyInAnyOrderElementsOf(engine.equals("Postgres") ? EMBEDDED.keySet() : List.of());
        }
    }
}
