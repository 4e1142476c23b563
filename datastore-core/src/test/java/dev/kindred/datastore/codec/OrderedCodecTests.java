package dev.kindred.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedCodecTests {

    private static final FixedNames NAMES = FixedNames.of("City");

    @Test
    void bytesSortAsTheValuesDo() {
        List<Value> values = values(new Random(20261121));

        for (Value a : values) {
            for (Value b : values) {
                int bytes = Integer.signum(Arrays.compareUnsigned(encode(a), encode(b)));
                assertThat(bytes).as("%s against %s", a, b).isEqualTo(Integer.signum(Value.order(a, b)));
            }
        }
    }

    @Test
    void noEncodingIsTheBeginningOfAnother() {
        List<Value> values = values(new Random(7));

        for (Value a : values) {
            for (Value b : values) {
                byte[] left = encode(a);
                byte[] right = encode(b);
                if (left.length < right.length) {
                    assertThat(Arrays.copyOf(right, left.length))
                            .as("%s and %s", a, b)
                            .isNotEqualTo(left);
                }
            }
        }
    }

    @Test
    void aReadValueEqualsTheWrittenOneInTheOrder() {
        for (Value value : values(new Random(11))) {
            Value read = OrderedCodec.readValue(new ByteReader(encode(value)));

            assertThat(Value.order(read, value))
                    .as("%s read as %s", value, read)
                    .isZero();
        }
    }

    @Test
    void encodedKeysSortAsTheKeysDoAndComeBack() {
        List<Key> keys = new ArrayList<>(List.of(
                Key.of("U", -1),
                Key.of("U", 3),
                Key.of("U", 3).child("A", 1),
                Key.of("U", 3).child("B", "x"),
                Key.of("U", 20),
                Key.of("U", "10"),
                Key.of("U", "3"),
                Key.of("U", "z"),
                Key.of("V", 1),
                Key.of("U", "a\0b"),
                Key.of("U", "a"),
                Key.of("U", "\uFFFF"),
                Key.of("U", "\uD83D\uDE00"),
                Key.of("U", Long.MAX_VALUE),
                Key.of("U", Long.MIN_VALUE)));

        for (Key a : keys) {
            assertThat(OrderedCodec.readEntityKey(OrderedCodec.entityKey(a, 1), NAMES))
                    .isEqualTo(a);
            for (Key b : keys) {
                int bytes = Arrays.compareUnsigned(OrderedCodec.entityKey(a, 1), OrderedCodec.entityKey(b, 1));
                assertThat(Integer.signum(bytes)).as("%s against %s", a, b).isEqualTo(Integer.signum(a.compareTo(b)));
            }
        }
    }

    @Test
    void aKeyThatIsTooLongForEveryEngineIsRefusedWithItsSizeAndTheLimit() {
        Key key = Key.of("City", "x".repeat(1_200));

        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> OrderedCodec.entityKey(key, 1))
                .withMessageContaining("\"City\"")
                .withMessageContaining("1000 bytes");
    }

    @Test
    void halfASurrogatePairIsRefusedRatherThanReplaced() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> encode(Value.of("a\uD800b")))
                .withMessageContaining("U+D800")
                .withMessageContaining("index 1");
    }

    @Test
    void dictionaryNumbersKeepTheirOrderAndComeBack() {
        int[] numbers = {0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, 0x1F_FFFF, 0x20_0000, 0x0FFF_FFFF};

        byte[] previous = null;
        for (int number : numbers) {
            byte[] bytes = new ByteWriter().putNumber(number).toByteArray();
            assertThat(new ByteReader(bytes).getNumber()).isEqualTo(number);
            if (previous != null) {
                assertThat(Arrays.compareUnsigned(previous, bytes)).isNegative();
            }
            previous = bytes;
        }
    }

    private static byte[] encode(Value value) {
        ByteWriter out = new ByteWriter();
        OrderedCodec.putValue(out, value);
        return out.toByteArray();
    }

    private static List<Value> values(Random random) {
        List<Value> values = new ArrayList<>(List.of(
                Value.NULL,
                Value.of(0L),
                Value.of(-1L),
                Value.of(Long.MIN_VALUE),
                Value.of(Long.MAX_VALUE),
                new Value.TimestampValue(3_000),
                Value.of(3_000L),
                Value.of(false),
                Value.of(true),
                Value.of(""),
                Value.of("10"),
                Value.of("9"),
                Value.of("A"),
                Value.of("AB"),
                Value.of("a"),
                Value.of("a\0"),
                Value.of("a!"),
                Value.of("\uFFFF"),
                Value.of("\uD83D\uDE00"),
                Value.of(ByteString.copyOf(new byte[] {0x41})),
                Value.of(ByteString.copyOf(new byte[] {(byte) 0xFF, 0})),
                new Value.BlobKeyValue("blob"),
                Value.of(0.0),
                Value.of(-0.0),
                Value.of(Double.NaN),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(Double.POSITIVE_INFINITY),
                Value.of(Double.MIN_VALUE),
                Value.of(-1.5),
                Value.of(5.0),
                Value.of(new GeoPoint(-90, 180)),
                Value.of(new GeoPoint(0, -0.0)),
                Value.of(new GeoPoint(0, 0.0)),
                Value.of(Key.of("A", 1)),
                Value.of(Key.of("A", 10)),
                Value.of(Key.of("A", 1).child("B", "r")),
                Value.of(Key.of("A", "r")),
                Value.of(Key.of("A", "rr"))));
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[random.nextInt(4)];
            random.nextBytes(bytes);
            values.add(
                    switch (random.nextInt(4)) {
                        case 0 -> Value.of(random.nextLong());
                        case 1 -> Value.of(Double.longBitsToDouble(random.nextLong()));
                        case 2 -> Value.of(ByteString.copyOf(bytes));
                        default -> Value.of(new String(new int[] {random.nextInt(0xD800), random.nextInt(3)}, 0, 2));
                    });
        }
        return values;
    }
}
