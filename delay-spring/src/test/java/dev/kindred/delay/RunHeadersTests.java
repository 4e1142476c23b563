package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.store.TaskRow;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunHeadersTests {

    static Stream<TaskRow> tasks() {
        return Stream.of(
                task(null, Map.of(), 1, null),
                task("name", Map.of(), 1, null),
                task(null, Map.of("Trace", "1", "kindred-retry", "5 0 0"), 3, "HTTP 418 from a pot"),
                task("name", Map.of("x-appengine-queuename", "forged"), 2, "boom\nagain"));
    }

    private static TaskRow task(
            @Nullable String name, Map<String, String> headers, int attempts, @Nullable String error) {
        return new TaskRow(
                7, "mail", name, 1_500_000, 100, new byte[0], headers, attempts, 1_000_000, 1_600_000, error);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void eachHeaderIsTheSameAskedForFirstOrAfterAll(TaskRow task) {
        Map<String, String> all = TaskHeaders.of(task);

        all.forEach((name, value) -> {
            assertThat(new RunHeaders(task).get(name)).as(name).isEqualTo(value);
            assertThat(new RunHeaders(task).get(name.toLowerCase(Locale.ROOT)))
                    .as(name)
                    .isEqualTo(value);
        });
        assertThat(new RunHeaders(task)).isEqualTo(all).hasSameSizeAs(all);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void whatIsNotThereIsNotThere(TaskRow task) {
        RunHeaders headers = new RunHeaders(task);

        assertThat(headers.get("Absent")).isNull();
        assertThat(headers.get("X-AppEngine-FailFast")).isNull();
        assertThat(headers.containsKey("Kindred-Retry")).isFalse();
        assertThat(headers.getOrDefault("Absent", "other")).isEqualTo("other");
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void nobodyChangesThem(TaskRow task) {
        RunHeaders headers = new RunHeaders(task);

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.put("a", "b"));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(headers::clear);
    }
}
