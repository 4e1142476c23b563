package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EnginesTests {

    @Test
    void theEngineIsThatOfTheNameWhateverItsCase(@TempDir Path directory) {
        assertThat(Engines.create(properties("engine", "Memory"))).isInstanceOf(MemoryEngine.class);
        assertThat(Engines.create(properties("engine", "RocksDB", "embedded.path", directory.toString())))
                .isInstanceOfSatisfying(
                        RocksDbEngine.class, engine -> assertThat(engine.path()).isEqualTo(directory));
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Engines.create(properties("engine", "mongo")));
    }

    @Test
    void anEngineThatIsMadeHasTouchedNothing(@TempDir Path directory) {
        Path store = directory.resolve("store");

        assertThat(Engines.create(properties("embedded.path", store.toString())).isOpen())
                .isFalse();

        assertThat(store).doesNotExist();
    }

    @Test
    void theEngineLetsTransactionsLiveAsLongAsTheyAreAllowedTo() {
        assertThat(Engines.settings(properties("transaction.timeout", "5m")).transactionAge())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(Engines.settings(properties("transaction.timeout", "5s")).transactionAge())
                .isEqualTo(OrderedSettings.DEFAULT.transactionAge());
    }

    @Test
    void theCacheHasTheConfiguredSize() {
        assertThat(Engines.settings(properties("embedded.cache", "3MB")).cacheBytes())
                .isEqualTo(3 << 20);
        assertThat(Engines.settings(properties("embedded.cache", "0")).cacheBytes())
                .isZero();
        assertThat(Engines.settings(properties()).cacheBytes()).isEqualTo(OrderedSettings.DEFAULT.cacheBytes());
    }

    @Test
    void theEngineKeepsPastStatesIfItIsToldTo() {
        OrderedSettings settings = Engines.settings(properties("history.window", "1h", "history.resolution", "10s"));

        assertThat(settings.historyWindow()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.historyResolution()).isEqualTo(Duration.ofSeconds(10));
        assertThat(Engines.settings(properties()).historyWindow()).isZero();
    }

    private static DatastoreProperties properties(String... namesAndValues) {
        Map<String, String> map = new java.util.TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put("kindred.datastore." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(map))
                .bindOrCreate("kindred.datastore", DatastoreProperties.class);
    }
}
