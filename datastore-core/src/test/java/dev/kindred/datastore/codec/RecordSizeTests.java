package dev.kindred.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordSizeTests {

    private static final FixedNames NAMES = FixedNames.of("p0", "p1", "p2", "p3", "p4", "p5", "in");

    @Test
    void noRecordIsLargerThanItsBound() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Entity.Builder builder = Entity.builder(Key.of("K", 1));
            for (int property = random.nextInt(6); property >= 0; property--) {
                builder.set("p" + property, value(random, 3));
            }
            Entity entity = builder.build();

            assertThat(RecordSize.atMost(entity))
                    .as("seed %d, %s", seed, entity)
                    .isGreaterThanOrEqualTo(RecordCodec.encode(entity, Long.MAX_VALUE, NAMES).length);
        }
    }

    private static Value value(Random random, int depth) {
        String text = "x\u20AC\uD83D\uDE00\0".repeat(random.nextInt(100));
        return switch (random.nextInt(depth == 0 ? 8 : 10)) {
            case 0 -> Value.NULL;
            case 1 -> Value.of(random.nextLong() >> random.nextInt(64));
            case 2 -> Value.of(text);
            case 3 -> Value.of(ByteString.copyOf(new byte[random.nextInt(300)]));
            case 4 -> Value.of(new GeoPoint(1, -1));
            case 5 -> Value.of(random.nextDouble());
            case 6 -> new Value.BlobKeyValue(text);
            case 7 -> Value.of(key(random));
            case 8 -> {
                List<Value> elements = new ArrayList<>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    Value element = value(random, depth - 1);
                    elements.add(element instanceof Value.ListValue ? Value.NULL : element);
                }
                yield Value.of(elements);
            }
            default ->
                new Value.EntityValue(
                        random.nextBoolean() ? key(random) : null,
                        Map.of("in", Property.unindexed(value(random, depth - 1))));
        };
    }

    private static Key key(Random random) {
        Key key = new Partition("s~application", "name.space").key("\u00C4".repeat(1 + random.nextInt(30)), -1);
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            key = random.nextBoolean()
                    ? key.child("K", random.nextLong() | 1)
                    : key.child("Kind", "n/\u20AC".repeat(1 + random.nextInt(20)));
        }
        return key;
    }
}
