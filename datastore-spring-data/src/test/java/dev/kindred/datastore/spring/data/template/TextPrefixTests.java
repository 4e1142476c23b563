package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextPrefixTests {

    @Test
    void endIsTheLeastTextBehindAllWithThePrefix() {
        assertThat(TextPrefix.end("Ro")).isEqualTo("Rp");
        assertThat(TextPrefix.end("\uD7FF")).isEqualTo("\uE000");
        assertThat(TextPrefix.end("a\uDBFF\uDFFF")).isEqualTo("b");
        assertThat(TextPrefix.end("x😀")).isEqualTo("x😁");
    }

    @Test
    void noTextIsBehindEverything() {
        assertThat(TextPrefix.end("")).isNull();
        assertThat(TextPrefix.end("\uDBFF\uDFFF\uDBFF\uDFFF")).isNull();
    }

    @Test
    void rangeHoldsExactlyTheTextsWithThePrefix() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String prefix = text(random);
            String text = random.nextInt(3) == 0 ? prefix + text(random) : text(random);
            String end = TextPrefix.end(prefix);

            boolean inRange = compare(text, prefix) >= 0 && (end == null || compare(text, end) < 0);

            assertThat(inRange)
                    .as("\"%s\" in \"%s\", seed %d", text, prefix, seed)
                    .isEqualTo(text.startsWith(prefix));
        }
    }

    private static int compare(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Random random) {
        int[] alphabet = {'a', 'b', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFE, 0x10FFFF};
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
