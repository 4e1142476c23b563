package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.util.Environment;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;

class RocksDbRuntimeHintsTests {

    private static RuntimeHints hints(ClassLoader classLoader) {
        RuntimeHints hints = new RuntimeHints();
        new RocksDbRuntimeHints().registerHints(hints, classLoader);
        return hints;
    }

    @Test
    void libraryOfThisPlatformIsKeptAndNoOther() {
        RuntimeHints hints = hints(getClass().getClassLoader());

        assertThat(hints)
                .matches(RuntimeHintsPredicates.resource().forResource(Environment.getJniLibraryFileName("rocksdb")));
        assertThat(hints)
                .matches(RuntimeHintsPredicates.resource()
                        .forResource("librocksdbjni-of-another-platform.so")
                        .negate());
        assertThat(hints.jni().getTypeHint(TypeReference.of(RocksDBException.class)))
                .isNotNull();
    }

    @Test
    void nothingIsKeptOfALibraryThatIsNotThere() {
        assertThat(hints(new FilteredClassLoader("org.rocksdb")).jni().typeHints())
                .isEmpty();
    }
}
