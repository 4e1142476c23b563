package dev.kindred.delay.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

class DurationTextsTests {

    @Test
    void whatSpringReadsIsNeverRefused() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> parts = List.of(
                "1", "20", "-", "+", "d", "h", "m", "s", "ms", "us", "ns", "D", "MS", " ", "(", ")", "P", "PT", "T",
                ".", "5s", "3h", "2m", "1d", "Y");
        int readable = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            // Spring reads a sign alone as nothing.
            if (text.chars().anyMatch(Character::isDigit) && isReadable(text.toString())) {
                readable++;
                assertThat(DurationTexts.isDuration(text.toString()))
                        .as("\"%s\", seed %d", text, seed)
                        .isTrue();
            }
        }
        assertThat(readable).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "2 minutes", "1x", "P", "PT", "5 min", "1.5h", " ", "m"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(DurationTexts.isDuration(text)).isFalse();
        assertThat(isReadable(text)).isFalse();
    }

    private static boolean isReadable(String text) {
        try {
            DurationFormatterUtils.detectAndParse(text);
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }
}
