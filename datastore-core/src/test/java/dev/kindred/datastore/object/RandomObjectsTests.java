package dev.kindred.datastore.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random objects are the same after saving and loading, by way of an entity and of a property list. {@code -Dkindred.random.seed=…} begins with the seed that a failure
 * prints.
 */
class RandomObjectsTests {

    record Rich(
            byte aByte,
            Short aShort,
            int anInt,
            Long aLong,
            boolean truth,
            Boolean boxedTruth,
            String text,
            float single,
            Double number,
            @Unindexed ByteString bytes,
            Instant time,
            Key reference,
            GeoPoint place,
            Value.BlobKeyValue upload,
            DayOfWeek day,
            Optional<Long> maybe,

            @ConvertedBy(ObjectSavingTests.DateConverter.class)
            LocalDate date,

            List<Integer> integers,
            Set<String> strings,
            List<Optional<Instant>> moments,
            @OmitEmpty List<DayOfWeek> days,
            Leaf leaf,
            Optional<Leaf> maybeLeaf,
            @PropertyName("l.i.st") List<Branch> branches,
            @Embedded(prefix = "in") @Unindexed Leaf prefixed,
            @Nested Leaf nested,
            @Nested Set<Twig> twigs,
            @EntityKey Key key) {}

    record Leaf(int x, String y, List<Long> many) {}

    record Branch(
            int a, Tip tip, Optional<String> b, @Nested Twig twig) {}

    record Tip(double c, Instant d) {}

    record Twig(
            String name,
            @Nested List<Twig> twigs,
            @EntityKey Key key) {}

    static class RichParent {
        protected String text;
        private @PropertyName("n") long number;
    }

    static class RichClass extends RichParent {
        byte[] blob;
        int[] ints;
        String[] strings;
        boolean[] truths;

        @Nested
        RichClass child;

        List<Tip> tips;
        Tip[] moreTips;

        @Embedded
        Branch promoted;

        @OmitEmpty
        String sparse;

        @EntityKey
        Key key;
    }

    private final long firstSeed = Long.getLong("kindred.random.seed", System.nanoTime());

    @Test
    void recordsAreTheSameAgain() {
        forAll(500, random -> {
            Rich rich = rich(random);
            Entity entity = ObjectCodec.of(Rich.class).save(rich.key(), rich);

            assertThat(ObjectCodec.of(Rich.class).strict().load(entity)).isEqualTo(rich);
            assertThat(PropertyList.of(entity).toEntity(rich.key())).isEqualTo(entity);
            assertThat(ObjectCodec.of(Rich.class).save(rich).toEntity(rich.key()))
                    .isEqualTo(entity);
        });
    }

    @Test
    void classesAreTheSameAgain() {
        forAll(50, random -> {
            RichClass rich = richClass(random, 2);
            Entity entity = ObjectCodec.of(RichClass.class).save(rich.key, rich);

            RichClass again = ObjectCodec.of(RichClass.class).strict().load(entity);

            assertThat(again)
                    .usingRecursiveComparison()
                    .withEqualsForType(Double::equals, Double.class)
                    .isEqualTo(rich);
            assertThat(ObjectCodec.of(RichClass.class).save(again.key, again)).isEqualTo(entity);
        });
    }

    private void forAll(int cases, Consumer<Gen> test) {
        for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
            try {
                test.accept(new Gen(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dkindred.random.seed=" + seed, e);
            }
        }
    }

    private static Rich rich(Gen g) {
        return new Rich(
                (byte) g.random.nextInt(),
                g.orNull(() -> (short) g.random.nextInt()),
                g.random.nextInt(),
                g.orNull(g.random::nextLong),
                g.random.nextBoolean(),
                g.orNull(g.random::nextBoolean),
                g.orNull(g::text),
                (float) g.random.nextGaussian(),
                g.orNull(g::number),
                g.orNull(g::bytes),
                g.orNull(g::time),
                g.orNull(g::key),
                g.orNull(() -> new GeoPoint(g.random.nextInt(181) - 90, g.random.nextInt(361) - 180)),
                g.orNull(() -> new Value.BlobKeyValue(g.text())),
                g.orNull(g::day),
                Optional.ofNullable(g.orNull(g.random::nextLong)),
                g.orNull(() -> LocalDate.ofEpochDay(g.random.nextInt(100_000))),
                g.orNull(() -> g.list(() -> g.orNull(g.random::nextInt))),
                g.orNull(() -> new LinkedHashSet<>(g.list(g::text))),
                g.orNull(() -> g.list(() -> Optional.ofNullable(g.orNull(g::time)))),
                g.random.nextBoolean() ? null : List.of(g.day(), g.day()),
                g.orNull(() -> leaf(g)),
                Optional.ofNullable(g.orNull(() -> leaf(g))),
                g.orNull(() -> g.list(() -> branch(g))),
                g.orNull(() -> leaf(g)),
                g.orNull(() -> leaf(g)),
                g.orNull(() -> new LinkedHashSet<>(g.list(() -> g.orNull(() -> twig(g, 2))))),
                g.key());
    }

    private static RichClass richClass(Gen g, int depth) {
        RichClass rich = new RichClass();
        rich.text = g.orNull(g::text);
        ((RichParent) rich).number = g.random.nextLong();
        rich.blob = g.orNull(() -> g.bytes().toByteArray());
        rich.ints = g.orNull(() -> g.random.ints(g.random.nextInt(4)).toArray());
        rich.strings = g.orNull(() -> g.list(() -> g.orNull(g::text)).toArray(new String[0]));
        rich.truths = g.orNull(() -> new boolean[] {g.random.nextBoolean(), g.random.nextBoolean()});
        rich.child = depth == 0 ? null : g.orNull(() -> richClass(g, depth - 1));
        rich.tips = g.orNull(() -> g.list(() -> tip(g)));
        rich.moreTips = g.orNull(() -> g.list(() -> tip(g)).toArray(new Tip[0]));
        rich.promoted = g.orNull(() -> branch(g));
        rich.sparse = g.orNull(() -> "not empty");
        rich.key = g.key();
        return rich;
    }

    private static Leaf leaf(Gen g) {
        return new Leaf(g.random.nextInt(), g.orNull(g::text), g.orNull(() -> g.list(g.random::nextLong)));
    }

    private static Tip tip(Gen g) {
        return new Tip(g.number(), g.orNull(g::time));
    }

    private static Branch branch(Gen g) {
        return new Branch(
                g.random.nextInt(), tip(g), Optional.ofNullable(g.orNull(g::text)), g.orNull(() -> twig(g, 1)));
    }

    private static Twig twig(Gen g, int depth) {
        return new Twig(
                g.text(),
                depth == 0 ? null : g.list(() -> g.orNull(() -> twig(g, depth - 1))),
                g.orNull(() -> g.random.nextBoolean() ? g.key() : Key.incomplete("Twig")));
    }

    /** Values, nulls and edges among them. */
    private static final class Gen {

        private final Random random;

        Gen(long seed) {
            random = new Random(seed);
        }

        <T> T orNull(Supplier<T> value) {
            return random.nextInt(4) == 0 ? null : value.get();
        }

        <T> List<T> list(Supplier<T> value) {
            List<T> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value.get());
            }
            return list;
        }

        String text() {
            return random.ints(random.nextInt(5), 0, 0xD800)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }

        double number() {
            double[] edges = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, random.nextGaussian()};
            return edges[random.nextInt(edges.length)];
        }

        ByteString bytes() {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            return ByteString.copyOf(bytes);
        }

        Instant time() {
            long micros = random.nextInt(5) == 0 ? Long.MIN_VALUE : random.nextLong();
            return new Value.TimestampValue(micros).toInstant();
        }

        Key key() {
            return random.nextBoolean()
                    ? Key.of("K", 1 + random.nextInt(99))
                    : Key.of("P", "p").child("C", "c" + text());
        }

        DayOfWeek day() {
            return DayOfWeek.of(1 + random.nextInt(7));
        }
    }
}
