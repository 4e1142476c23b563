package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueTests {

    /** One value after the other in the order of indexes, over all types. */
    private static final List<Value> ASCENDING = List.of(
            Value.NULL,
            Value.of(Long.MIN_VALUE),
            Value.of(-1),
            Value.of(0),
            Value.of(Instant.ofEpochMilli(3)), // 3,000 microseconds
            Value.of(3_001),
            Value.of(Long.MAX_VALUE),
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
            Value.of("\u00e9"),
            Value.of("\uFFFF"),
            Value.of("\uD83D\uDE00"),
            Value.of(ByteString.copyOf(new byte[] {(byte) 0xFF})),
            Value.of(Double.NEGATIVE_INFINITY),
            Value.of(-Double.MAX_VALUE),
            Value.of(-0.0),
            Value.of(0.0),
            Value.of(Double.MIN_VALUE),
            Value.of(5.0),
            Value.of(Double.POSITIVE_INFINITY),
            Value.of(Double.NaN),
            Value.of(new GeoPoint(-90, 180)),
            Value.of(new GeoPoint(1, -1)),
            Value.of(new GeoPoint(1, 2)),
            Value.of(Key.of("A", 1)),
            Value.of(Key.of("A", 1).child("A", 1)),
            Value.of(Key.of("A", "a")));

    @Test
    void valuesOfAllTypesStandInOneOrder() {
        for (int left = 0; left < ASCENDING.size(); left++) {
            for (int right = 0; right < ASCENDING.size(); right++) {
                assertThat(Integer.signum(Value.order(ASCENDING.get(left), ASCENDING.get(right))))
                        .as("%s against %s", ASCENDING.get(left), ASCENDING.get(right))
                        .isEqualTo(Integer.compare(left, right));
            }
        }
    }

    @Test
    void valuesOfDifferentTypesMayHaveOnePlace() {
        assertThat(Value.order(Value.of(Instant.ofEpochMilli(3)), Value.of(3_000)))
                .isZero();
        assertThat(Value.order(Value.of("A"), Value.of(ByteString.copyOf(new byte[] {0x41}))))
                .isZero();
        assertThat(Value.order(new Value.BlobKeyValue("A"), Value.of("A"))).isZero();
        assertThat(Value.of(Instant.ofEpochMilli(3))).isNotEqualTo(Value.of(3_000));
    }

    @Test
    void byteStringsAndStringsShareOneLineOfBytes() {
        Value bytes = Value.of(ByteString.copyOf("\u00e9".getBytes(StandardCharsets.UTF_8)));

        assertThat(Value.order(bytes, Value.of("\u00e9"))).isZero();
        assertThat(Value.order(bytes, Value.of("z"))).isPositive();
        assertThat(Value.order(Value.of("z"), bytes)).isNegative();
    }

    @Test
    void longAndDoubleAreNeverEqual() {
        assertThat(Value.order(Value.of(5), Value.of(5.0))).isNegative();
        assertThat(Value.of(5)).isNotEqualTo(Value.of(5.0));
    }

    @Test
    void allBitsOfNotANumberAreOneValue() {
        Value odd = Value.of(Double.longBitsToDouble(0xFFF8_0000_0000_0001L));

        assertThat(Value.order(odd, Value.of(Double.NaN))).isZero();
        assertThat(odd).isEqualTo(Value.of(Double.NaN)).hasSameHashCodeAs(Value.of(Double.NaN));
    }

    @Test
    void momentsAreCutToMicrosecondsTowardsThePast() {
        assertThat(Value.of(Instant.ofEpochSecond(0, 1_999))).isEqualTo(new Value.TimestampValue(1));
        assertThat(Value.of(Instant.ofEpochSecond(-1, 999_999_999))).isEqualTo(new Value.TimestampValue(-1));
        assertThat(Value.of(Instant.ofEpochSecond(-1, 0))).isEqualTo(new Value.TimestampValue(-1_000_000));
        assertThat(new Value.TimestampValue(-1).toInstant()).isEqualTo(Instant.ofEpochSecond(-1, 999_999_000));
    }

    @Test
    void theFirstAndTheLastMomentAreKept() {
        for (long micros : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE}) {
            assertThat(Value.of(new Value.TimestampValue(micros).toInstant()))
                    .isEqualTo(new Value.TimestampValue(micros));
        }
        assertThat(Value.of(Instant.parse("0001-01-01T00:00:00Z")))
                .isEqualTo(new Value.TimestampValue(-62_135_596_800_000_000L));
    }

    @Test
    void aMomentOutOfRangeIsRefused() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Value.of(Instant.MAX))
                .withMessageContaining("out of range");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Value.of(
                        new Value.TimestampValue(Long.MAX_VALUE).toInstant().plusSeconds(1)));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Value.of(
                        new Value.TimestampValue(Long.MIN_VALUE).toInstant().minusNanos(1_000)));
    }

    @Test
    void aPlaceIsOnTheGlobe() {
        assertThat(new GeoPoint(90, -180).latitude()).isEqualTo(90);
        for (double[] bad : new double[][] {{90.001, 0}, {-90.001, 0}, {0, 180.001}, {0, -180.001}, {Double.NaN, 0}}) {
            assertThatExceptionOfType(InvalidValueException.class)
                    .isThrownBy(() -> new GeoPoint(bad[0], bad[1]))
                    .withMessageContaining("-90 to 90");
        }
    }

    @Test
    void nullOfAnyTypeIsTheNullValue() {
        assertThat(Value.of((String) null)).isSameAs(Value.NULL);
        assertThat(Value.of((Instant) null)).isSameAs(Value.NULL);
        assertThat(Value.of((Key) null)).isSameAs(Value.NULL);
        assertThat(Value.of((GeoPoint) null)).isSameAs(Value.NULL);
        assertThat(Value.of((ByteString) null)).isSameAs(Value.NULL);
    }

    @Test
    void listsAndEmbeddedEntitiesHaveNoOrder() {
        Value list = Value.of(List.of(Value.of(1)));
        Value embedded = new Value.EntityValue(null, Map.of("p", Property.of(Value.of(1))));

        assertThatIllegalArgumentException().isThrownBy(() -> Value.order(list, Value.of(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Value.order(Value.of(1), embedded));
    }

    @Test
    void aListHoldsNoList() {
        Value inner = Value.of(List.of(Value.of(1)));

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Value.of(List.of(inner)))
                .withMessageContaining("list");
    }

    @Test
    void aReferenceIsComplete() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Value.of(Key.incomplete("K")))
                .withMessageContaining("K(no id yet)");
    }

    @Test
    void valuesDoNotChangeWithWhatTheyWereMadeFrom() {
        byte[] array = {1, 2};
        List<Value> elements = new ArrayList<>(List.of(Value.of(1)));
        Map<String, Property> properties = new LinkedHashMap<>(Map.of("p", Property.of(Value.of(1))));
        ByteString bytes = ByteString.copyOf(array);
        Value.ListValue list = (Value.ListValue) Value.of(elements);
        Value.EntityValue embedded = new Value.EntityValue(null, properties);

        array[0] = 9;
        elements.add(Value.of(2));
        properties.clear();
        bytes.toByteArray()[1] = 9;

        assertThat(bytes).isEqualTo(ByteString.copyOf(new byte[] {1, 2}));
        assertThat(list.values()).containsExactly(Value.of(1));
        assertThat(embedded.properties()).containsOnlyKeys("p");
    }

    /** The ranks are written to disk. */
    @Test
    void theNumbersOfTheRanksNeverChange() {
        assertThat(Value.Rank.values())
                .containsExactly(
                        Value.Rank.NULL,
                        Value.Rank.INTEGER,
                        Value.Rank.BOOLEAN,
                        Value.Rank.STRING,
                        Value.Rank.DOUBLE,
                        Value.Rank.GEO_POINT,
                        Value.Rank.USER,
                        Value.Rank.KEY,
                        Value.Rank.UNORDERED);
    }
}
