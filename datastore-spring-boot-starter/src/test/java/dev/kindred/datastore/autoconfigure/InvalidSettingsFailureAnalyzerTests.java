package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class InvalidSettingsFailureAnalyzerTests {

    @Test
    void namesEachPropertyItsValueAndTheWayOut() {
        InvalidSettingsException failure = catchThrowableOfType(
                InvalidSettingsException.class,
                () -> InvalidSettingsException.throwIfAny(List.of(
                        new InvalidSettingException("a.rate", "fast", "It is no rate.", "Write 20/s."),
                        new InvalidSettingException("a.size", 0, "It is too small.", "Raise it."))));

        FailureAnalysis analysis = new InvalidSettingsFailureAnalyzer(new MockEnvironment()).analyze(failure);

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .contains("2 properties", "\"a.rate\" has the value \"fast\"", "\"a.size\" has the value \"0\"");
        assertThat(analysis.getAction()).isEqualTo("  - a.rate: Write 20/s.\n  - a.size: Raise it.");
    }

    @Test
    void oneProblemStandsForItself() {
        InvalidSettingException one = new InvalidSettingException("a.rate", "fast", "It is no rate.", "Write 20/s.");

        assertThat(catchThrowableOfType(
                        InvalidSettingException.class, () -> InvalidSettingsException.throwIfAny(List.of(one))))
                .isSameAs(one);
        InvalidSettingsException.throwIfAny(List.of());
    }
}
