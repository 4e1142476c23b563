package dev.kindred.datastore.spring.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.Cursor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;

class TextConverterTests {

    private static final Key KEY = Key.of("Country", "IT").child("City", 17);
    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, -1, 2}));

    private final DefaultConversionService conversion = new DefaultConversionService();

    TextConverterTests() {
        conversion.addConverter(new TextConverter());
    }

    @Test
    void k6_keysAndCursorsBecomeTextAndBack() {
        assertThat(conversion.convert(KEY, String.class)).isEqualTo(KEY.encode());
        assertThat(conversion.convert(KEY.encode(), Key.class)).isEqualTo(KEY);
        assertThat(conversion.convert(CURSOR, String.class)).isEqualTo("Af8C");
        assertThat(conversion.convert("Af8C", Cursor.class)).isEqualTo(CURSOR);
    }

    @Test
    void aListOfThemIsSeparatedByCommas() {
        String text = KEY.encode() + "," + Key.of("A", 1).encode();

        assertThat(conversion.convert(
                        text,
                        TypeDescriptor.valueOf(String.class),
                        TypeDescriptor.collection(List.class, TypeDescriptor.valueOf(Key.class))))
                .isEqualTo(List.of(KEY, Key.of("A", 1)));
    }

    @Test
    void blankTextIsNothing() {
        assertThat(conversion.convert(" ", Key.class)).isNull();
        assertThat(conversion.convert("", Cursor.class)).isNull();
        assertThat(conversion.convert(null, Key.class)).isNull();
    }

    @Test
    void otherTextFailsWithTheReason() {
        assertThatExceptionOfType(ConversionFailedException.class)
                .isThrownBy(() -> conversion.convert("City(17)", Key.class))
                .withStackTraceContaining("\"City(17)\" is not the text of a key");
        assertThatExceptionOfType(ConversionFailedException.class)
                .isThrownBy(() -> conversion.convert("*", Cursor.class))
                .withStackTraceContaining("\"*\" is not a cursor");
    }

    @Test
    void aDecoderMayAcceptCloudKeys() {
        DefaultConversionService accepting = new DefaultConversionService();
        accepting.addConverter(new TextConverter(KeyDecoder.acceptingCloudKeys("glibrary")));

        assertThat(accepting.convert("Eg4KCVdvcmRJbmRleBCJCA", Key.class))
                .isEqualTo(new Partition("glibrary", "").key("WordIndex", 1033));
    }
}
