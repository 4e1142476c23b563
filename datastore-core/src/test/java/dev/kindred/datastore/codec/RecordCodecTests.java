package dev.kindred.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordCodecTests {

    private static final Key KEY = Key.of("Kind", 1);
    private static final FixedNames NAMES =
            FixedNames.of("Kind", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m");

    private static final Entity EVERYTHING = Entity.builder(KEY)
            .set("a", Long.MIN_VALUE)
            .set("b", Instant.parse("-2000-01-01T00:00:00.000001Z"))
            .set("c", true)
            .set("d", "grüße \uD83D\uDE00")
            .setUnindexed("e", Value.of(ByteString.copyOf(new byte[] {0, -1})))
            .set("f", Double.NaN)
            .set("g", new GeoPoint(1.5, -0.0))
            .set("h", Key.of("Other", "x").child("Child", 5))
            .set("i", List.of(Value.of(1), Value.NULL, Value.of("x"), Value.of(1)))
            .set("j", List.of())
            .set("k", Value.NULL)
            .set(
                    "l",
                    new Value.EntityValue(
                            Key.incomplete("Inner"),
                            Map.of("a", Property.of(Value.of(1)), "b", Property.unindexed(Value.of(false)))))
            .set("m", new Value.BlobKeyValue("blob"))
            .build();

    @Test
    void everyTypeComesBackAsItWasWithOrderAndIndexing() {
        Entity read = RecordCodec.decode(KEY, RecordCodec.encode(EVERYTHING, 0, NAMES), 42, NAMES);

        assertThat(read).isEqualTo(EVERYTHING);
        assertThat(read.properties().keySet())
                .containsExactlyElementsOf(EVERYTHING.properties().keySet());
    }

    @Test
    void theCreateVersionIsTheRowsOwnUntilTheEntityIsWrittenAgain() {
        assertThat(RecordCodec.decode(KEY, RecordCodec.encode(EVERYTHING, 0, NAMES), 42, NAMES))
                .returns(42L, Entity::createVersion)
                .returns(42L, Entity::version);
        assertThat(RecordCodec.decode(KEY, RecordCodec.encode(EVERYTHING, 42, NAMES), 50, NAMES))
                .returns(42L, Entity::createVersion)
                .returns(50L, Entity::version);
    }

    @Test
    void aRecordCutAnywhereIsReportedAndNeverReadAsSomethingElse() {
        byte[] record = RecordCodec.encode(EVERYTHING, 0, NAMES);

        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertThatThrownBy(() -> RecordCodec.decode(KEY, cut, 1, NAMES))
                    .as("cut to %d of %d bytes", length, record.length)
                    .isInstanceOfAny(
                            CorruptRecordException.class, dev.kindred.datastore.model.InvalidKeyException.class);
        }
    }
}
