package dev.kindred.datastore.spring.data.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random values of the types that are stored as text of our own: text sorts as the values do, and gives them back. */
class OrderedTextTests {

    private static final int ROUNDS = 20_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void workedExamplesOfTheFormatsAreUnchanged() {
        assertThat(written(new BigDecimal("19.99"))).isEqualTo("pk11999 19.99");
        assertThat(written(new BigDecimal("0.00"))).isEqualTo("0 0.00");
        assertThat(written(new BigDecimal("-0.05"))).isEqualTo("-k24~-0.05");
        assertThat(written(new BigDecimal("-1500"))).isEqualTo("-j684~-1500");
        assertThat(written(new BigDecimal("0.001"))).isEqualTo("pj61 0.001");
        assertThat(written(BigInteger.TEN.pow(12))).isEqualTo("pl121 1000000000000");
        assertThat(written(Duration.ofMillis(1500))).isEqualTo("pk015 PT1.5S");
        assertThat(written(LocalDate.of(2024, 2, 29))).isEqualTo("2024-02-29");
        assertThat(written(LocalDate.of(12024, 2, 29))).isEqualTo("a12024-02-29");
        assertThat(written(LocalDate.of(-44, 3, 15))).isEqualTo("-h55-03-15");
        assertThat(written(LocalDateTime.of(2024, 2, 29, 12, 30))).isEqualTo("2024-02-29T12:30");
        assertThat(written(OffsetDateTime.parse("2024-02-29T12:30:00+02:00"))).isEqualTo("2024-02-29T10:30 +02:00");
        assertThat(written(OffsetTime.parse("08:00+02:00"))).isEqualTo("086400000000000 08:00+02:00");
    }

    @Test
    void decimalsSortAndComeBack() {
        check(BigDecimal.class, this::decimal, BigDecimal::compareTo);
    }

    @Test
    void wholeNumbersSortAndComeBack() {
        check(
                BigInteger.class,
                () -> new BigInteger(random.nextInt(200), random).multiply(BigInteger.valueOf(random.nextInt(3) - 1)),
                BigInteger::compareTo);
    }

    @Test
    void durationsSortAndComeBack() {
        check(
                Duration.class,
                () -> Duration.ofSeconds(random.nextLong() >> random.nextInt(64), random.nextInt(3)),
                Duration::compareTo);
    }

    @Test
    void datesAndTimesSortAndComeBack() {
        check(LocalDate.class, this::date, LocalDate::compareTo);
        check(LocalDateTime.class, () -> date().atTime(time()), LocalDateTime::compareTo);
        check(LocalTime.class, this::time, LocalTime::compareTo);
        check(YearMonth.class, () -> YearMonth.from(date()), YearMonth::compareTo);
        check(
                OffsetDateTime.class,
                () -> date().withYear(random.nextInt(30_000) - 15_000)
                        .withDayOfMonth(1)
                        .atTime(time())
                        .atOffset(offset()),
                (a, b) -> a.toInstant().compareTo(b.toInstant()));
    }

    private BigDecimal decimal() {
        BigInteger digits = new BigInteger(random.nextInt(60), random);
        int scale = random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(60) - 30;
        BigDecimal number = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
        return random.nextInt(4) == 0 && Math.abs((long) scale) < 100 ? number.setScale(scale + 2) : number;
    }

    private LocalDate date() {
        int year = (random.nextInt() >> random.nextInt(32)) % 999_999_999;
        return LocalDate.ofYearDay(year, 1 + random.nextInt(365));
    }

    private LocalTime time() {
        return LocalTime.of(
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(3),
                random.nextInt(3) * (random.nextBoolean() ? 1_000_000 : 1));
    }

    private ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds(random.nextInt(36 * 3600) - 18 * 3600);
    }

    private interface Source<T> {
        T next();
    }

    private interface Comparison<T> {
        int compare(T left, T right);
    }

    private <T> void check(Class<T> type, Source<T> values, Comparison<T> comparison) {
        Codec codec = ScalarCodecs.find(type);
        for (int i = 0; i < ROUNDS; i++) {
            T left = values.next();
            T right = i % 10 == 0 ? left : values.next();
            assertThat(codec.read(codec.write(left, Partition.DEFAULT), References.NONE))
                    .as("seed %d", seed)
                    .isEqualTo(left);
            int expected = Integer.signum(comparison.compare(left, right));
            assertThat(Integer.signum(Value.order(
                            codec.range(left).from(), codec.range(right).from())))
                    .as("%s and %s, seed %d", left, right, seed)
                    .isEqualTo(expected);
            int outer = Value.order(
                    codec.write(left, Partition.DEFAULT), codec.range(right).to());
            int inner = Value.order(
                    codec.write(left, Partition.DEFAULT), codec.range(right).from());
            assertThat(expected == 0 ? outer <= 0 && inner >= 0 : expected < 0 ? inner < 0 : outer > 0)
                    .as("%s lies as it should to the range of %s, seed %d", left, right, seed)
                    .isTrue();
        }
    }

    private static String written(Object value) {
        Value stored = ScalarCodecs.find(value.getClass()).write(value, Partition.DEFAULT);
        return ((Value.StringValue) stored).value();
    }
}
