package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

class StoreCopyRuntimeHintsTests {

    @Test
    void settingsThatAreBoundBeforeThereAreBeansCanBeMade() {
        RuntimeHints hints = new RuntimeHints();

        new StoreCopyRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(StoreCopyProperties.class.getDeclaredConstructors()[0]));
        assertThat(hints)
                .matches(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(
                                DatastorePostgresProperties.class.getDeclaredConstructors()[0]));
    }
}
