package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTests {

    @ParameterizedTest
    @CsvSource({
        "20/s,20",
        "5/m,0.083333333",
        "0.5/s,0.5",
        "3600/h,1",
        "86400/d,1",
        "1.250/s,1.25",
        " 7/S ,7",
        "0,0",
        "0/s,0"
    })
    void isReadAsQueueYamlWritesIt(String text, double perSecond) {
        assertThat(Rate.of(text).perSecond()).isCloseTo(perSecond, within(1e-9));
        assertThat(Rate.of(text).isZero()).isEqualTo(perSecond == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "20", "20/", "/s", "20/w", "-1/s", "1e3/s", "20 /s", "1.2345/s", "1234567890/s", "20/ss"})
    void anythingElseIsRefusedWithWhatToWrite(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rate.of(text))
                .withMessageContaining("\"" + text + "\" is no rate")
                .withMessageContaining("\"20/s\"");
    }

    @Test
    void equalsTheSameRateInOtherUnitsAndKeepsItsText() {
        assertThat(Rate.of("1/s")).isEqualTo(Rate.of("60/m")).hasSameHashCodeAs(Rate.of("3600/h"));
        assertThat(Rate.of("1/s")).isNotEqualTo(Rate.of("1/m"));
        assertThat(Rate.of("60/m")).hasToString("60/m");
    }
}
