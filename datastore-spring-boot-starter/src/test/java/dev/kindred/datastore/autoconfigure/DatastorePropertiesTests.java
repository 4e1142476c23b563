package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kindred.datastore.MissingIndex;
import dev.kindred.datastore.engine.rocksdb.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

class DatastorePropertiesTests {

    @Test
    void nothingNeedsToBeConfigured() {
        DatastoreProperties properties = bind(Map.of());

        assertThat(properties.appId()).isEqualTo("app");
        assertThat(properties.acceptedAppIds()).isEmpty();
        assertThat(properties.namespace()).isEmpty();
        assertThat(properties.engine()).isNull();
        assertThat(properties.embedded().directory())
                .isEqualTo(Path.of("data/kindred").toAbsolutePath());
        assertThat(properties.embedded().durability()).isEqualTo(Durability.FSYNC);
        assertThat(properties.embedded().memory()).isEqualTo(DataSize.ofMegabytes(256));
        assertThat(properties.embedded().cache()).isNull();
        assertThat(properties.transaction().timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(properties.query().missingIndex()).isEqualTo(MissingIndex.ALLOW);
        assertThat(properties.query().maxSortRows()).isEqualTo(100_000);
        assertThat(properties.indexes()).isNull();
        assertThat(properties.transaction().idleTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(properties.history().window()).isZero();
        assertThat(properties.history().resolution()).isEqualTo(Duration.ofMinutes(1));
        assertThat(properties.expiry()).isEmpty();
        assertThat(properties.expiryInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(properties.taskNameTombstone()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void kindsKeepTheirCase() {
        assertThat(bind(Map.of("kindred.datastore.expiry.MailSession", "expireAt"))
                        .expiry())
                .isEqualTo(Map.of("MailSession", "expireAt"));
    }

    @Test
    void aFolderOnTheClassPathIsNotMistakenForTheDirectory() {
        // META-INF is a folder on this class path; a property of type Path would end there.
        assertThat(bind(Map.of("kindred.datastore.embedded.path", "META-INF"))
                        .embedded()
                        .directory())
                .isEqualTo(Path.of("META-INF").toAbsolutePath());
    }

    @ParameterizedTest
    @CsvSource({
        "kindred.datastore.app-id,            ' ',    must not be empty,        Remove the property",
        "kindred.datastore.accepted-app-ids,  'a, ,b', must not be empty,       Remove the empty one",
        "kindred.datastore.namespace,         a/b,    up to 100 characters,     Replace the other characters",
        "kindred.datastore.embedded.path,     ' ',    must not be empty,        Name a directory",
        "kindred.datastore.embedded.memory,   1MB,    at least 4 MB,         Raise it to 4MB or more",
        "kindred.datastore.embedded.cache,    -1KB,   cannot be negative,       Set 0 to turn the cache off",
        "kindred.datastore.query.fetch-warning-threshold, -1, cannot be negative, Set 0 to be warned of nothing",
        "kindred.datastore.query.max-sort-rows, 0,    must be able to sort,     Raise it to 1 or more",
        "kindred.datastore.query.post-filter-limit, 0, must be able to read,    Raise it to 1 or more",
        "kindred.datastore.transaction.timeout, 10ms, at least a second,        Raise it to 1s or more",
        "kindred.datastore.transaction.idle-timeout, 10ms, at least a second,   Raise it to 1s or more",
        "kindred.datastore.history.window,    60d,    more than 20000 past,     Set a window of at most",
        "kindred.datastore.expiry.Session,    ' ',    is not named,             Name an indexed property",
        "kindred.datastore.task-name-tombstone, -1s, at most a year,           Set it to a time from 0s to 365d",
        "kindred.datastore.expiry-interval,   10ms,   at most each second,      Set it to a time from 1s to 24h",
    })
    void aValueThatCannotBeUsedIsReportedWithTheWayOut(String property, String value, String reason, String remedy) {
        Throwable failure = catchThrowable(() -> bind(Map.of(property, value)));

        FailureAnalysis analysis =
                new InvalidSettingFailureAnalyzer(new MockEnvironment().withProperty(property, value)).analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("\"" + property + "\"").contains(reason);
        assertThat(analysis.getAction()).contains(remedy);
    }

    private static DatastoreProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kindred.datastore", DatastoreProperties.class);
    }
}
