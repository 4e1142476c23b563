package dev.kindred.datastore.spring.data.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.annotation.Id;
import org.springframework.util.ReflectionUtils;

/** Every type of the JDK and of the datastore: stored, read back equal, sorted by the store as Java sorts it, and found by equality. */
abstract class PropertyTypesContract {

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    PropertyTypesContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    /** Samples in ascending order. */
    static Stream<Arguments> ordered() {
        return Stream.of(
                samples("byteValue", Byte.MIN_VALUE, (byte) -1, (byte) 0, Byte.MAX_VALUE),
                samples("shortValue", Short.MIN_VALUE, (short) -1, (short) 0, Short.MAX_VALUE),
                samples("intValue", Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE),
                samples("longValue", Long.MIN_VALUE, -1L, 0L, (1L << 53) + 1, Long.MAX_VALUE),
                samples("charValue", Character.MIN_VALUE, 'a', '\u00e9', '\ud800', Character.MAX_VALUE),
                samples("floatValue", Float.NEGATIVE_INFINITY, -0.1f, -0.0f, 0.0f, Float.MIN_VALUE, 1.75f, Float.NaN),
                samples("doubleValue", Double.NEGATIVE_INFINITY, -0.1, -0.0, 0.0, Double.MIN_VALUE, 1.75, Double.NaN),
                samples("booleanValue", false, true),
                samples("string", "", "A", "a", "a b", "ab", "\u00e9", "\uffee", "\ud83d\ude00"),
                samples("enumValue", DayOfWeek.FRIDAY, DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY),
                samples("byteString", bytes(), bytes(0), bytes(0, 0), bytes(1), bytes(127), bytes(-1)),
                samples("key", Key.of("A", 1), Key.of("A", 1).child("B", "x"), Key.of("A", 2), Key.of("A", "1")),
                samples("geoPoint", new GeoPoint(-90, 0), new GeoPoint(0, -1), new GeoPoint(0, 1), new GeoPoint(1, 0)),
                samples(
                        "instant",
                        Instant.parse("-4000-01-01T00:00:00Z"),
                        Instant.EPOCH.minusNanos(1000),
                        Instant.EPOCH,
                        Instant.parse("2024-02-29T12:34:56.123456Z")),
                samples("date", new Date(-1), new Date(0), new Date(1700000000123L)),
                samples(
                        "localDate",
                        LocalDate.MIN,
                        LocalDate.of(-100, 1, 1),
                        LocalDate.of(-99, 12, 31),
                        LocalDate.of(-1, 2, 3),
                        LocalDate.of(0, 1, 1),
                        LocalDate.of(1999, 12, 31),
                        LocalDate.of(2024, 2, 29),
                        LocalDate.of(9999, 12, 31),
                        LocalDate.of(10000, 1, 1),
                        LocalDate.of(100000, 1, 1),
                        LocalDate.MAX),
                samples(
                        "localDateTime",
                        LocalDateTime.MIN,
                        LocalDateTime.of(2024, 1, 1, 0, 0),
                        LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1),
                        LocalDateTime.of(2024, 1, 1, 0, 0, 1),
                        LocalDateTime.of(2024, 1, 1, 0, 0, 1, 500_000_000),
                        LocalDateTime.of(2024, 1, 1, 0, 0, 1, 500_000_001),
                        LocalDateTime.MAX),
                samples(
                        "localTime",
                        LocalTime.MIDNIGHT,
                        LocalTime.of(0, 0, 0, 1),
                        LocalTime.of(0, 0, 1),
                        LocalTime.of(0, 1),
                        LocalTime.NOON,
                        LocalTime.MAX),
                samples("monthDay", MonthDay.of(1, 31), MonthDay.of(2, 29), MonthDay.of(12, 1)),
                samples("year", Year.of(Year.MIN_VALUE), Year.of(-1), Year.of(2024), Year.of(Year.MAX_VALUE)),
                samples(
                        "yearMonth",
                        YearMonth.of(Year.MIN_VALUE, 1),
                        YearMonth.of(-1, 12),
                        YearMonth.of(0, 1),
                        YearMonth.of(2024, 9),
                        YearMonth.of(2024, 10),
                        YearMonth.of(12024, 1)),
                samples(
                        "offsetDateTime",
                        OffsetDateTime.parse("2024-01-01T00:30:00.000000001+02:00"),
                        OffsetDateTime.parse("2023-12-31T23:30:00Z"),
                        OffsetDateTime.parse("2023-12-31T20:00:00-05:00"),
                        OffsetDateTime.parse("2024-01-01T02:00:00.123456789+01:00")),
                samples(
                        "zonedDateTime",
                        ZonedDateTime.of(2024, 10, 27, 0, 30, 0, 0, ZoneId.of("UTC")),
                        ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Rome"))
                                .withLaterOffsetAtOverlap(),
                        ZonedDateTime.of(2024, 10, 27, 2, 0, 0, 1, ZoneOffset.ofHours(0))),
                samples(
                        "offsetTime",
                        OffsetTime.of(0, 0, 0, 0, ZoneOffset.MAX),
                        OffsetTime.parse("08:00+02:00"),
                        OffsetTime.parse("07:00Z"),
                        OffsetTime.of(23, 59, 59, 999_999_999, ZoneOffset.MIN)),
                samples(
                        "duration",
                        Duration.ofSeconds(Long.MIN_VALUE),
                        Duration.ofMillis(-1500),
                        Duration.ofMillis(-500),
                        Duration.ZERO,
                        Duration.ofNanos(1),
                        Duration.ofSeconds(59),
                        Duration.ofMinutes(1),
                        Duration.ofHours(9),
                        Duration.ofHours(10),
                        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                samples(
                        "bigDecimal",
                        decimal("-1E+1000"),
                        decimal("-20.00"),
                        decimal("-19.99"),
                        decimal("-1.5"),
                        decimal("-1"),
                        decimal("-0.001"),
                        decimal("0.00"),
                        decimal("1E-1000"),
                        decimal("0.099"),
                        decimal("0.1"),
                        decimal("1"),
                        decimal("1.05"),
                        decimal("1.5"),
                        decimal("9"),
                        decimal("10.0"),
                        decimal("19.99"),
                        decimal("20.00"),
                        decimal("1E+1000")),
                samples(
                        "bigInteger",
                        BigInteger.TWO.pow(70).negate(),
                        BigInteger.TWO.negate(),
                        BigInteger.ZERO,
                        BigInteger.TEN,
                        BigInteger.valueOf(Long.MAX_VALUE),
                        BigInteger.TWO.pow(70)),
                samples(
                        "uuid",
                        new UUID(0, 1),
                        UUID.fromString("7fffffff-0000-0000-0000-000000000000"),
                        UUID.fromString("80000000-0000-0000-0000-000000000000")),
                samples("uri", URI.create("http://a/%20?x=1#y"), URI.create("mailto:a@b.c"), URI.create("urn:x")),
                samples("locale", Locale.GERMANY, Locale.ENGLISH, Locale.forLanguageTag("zh-Hans-CN")),
                samples("currency", Currency.getInstance("CHF"), Currency.getInstance("EUR")),
                samples("zoneId", ZoneId.of("+01:00"), ZoneId.of("Europe/Rome"), ZoneId.of("UTC")),
                samples("zoneOffset", ZoneOffset.ofHours(1), ZoneOffset.ofHours(-1), ZoneOffset.UTC),
                samples("optional", Optional.empty(), Optional.of("a"), Optional.of("b")));
    }

    /** Samples of types that have no order, or are not indexed. */
    static Stream<Arguments> unordered() throws Exception {
        return Stream.of(
                samples("bytes", new byte[0], new byte[] {0, -1, 127}, new byte[10_000]),
                samples("url", new URL("http://example.org/a?b#c")),
                samples("period", Period.ZERO, Period.of(1, -2, 3)),
                samples("value", Value.of(1), Value.of("x"), Value.of(List.of(Value.of(1), Value.of("a")))),
                samples(
                        "any",
                        1L,
                        1.5,
                        true,
                        "text",
                        Instant.EPOCH,
                        Key.of("A", 1),
                        new GeoPoint(1, 2),
                        bytes(1, 2),
                        Arrays.asList(1L, "mixed", null, List.of("in", "a list")),
                        Map.of("a.b", 1L, "c", List.of(true))),
                samples("number", 1L, 2.5));
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void c2_c3_c4_c5_c6_c8_pain16_everyTypeComesBackEqualAndSortsAndIsFoundAsInJava(String field, List<?> samples) {
        List<Sample> saved = save(field, samples);

        Query sorted = template.query(Sample.class)
                .toQuery()
                .orderBy(template.filters().order(Sample.class, field, Order.Direction.ASCENDING));
        assertThat(template.find(sorted, Sample.class)).extracting(field).containsExactlyElementsOf(samples);
        for (int i = 0; i < samples.size(); i++) {
            assertThat(found(field, Operator.EQUAL, samples.get(i)))
                    .as("equal to %s", samples.get(i))
                    .containsExactly(saved.get(i).id);
            assertThat(found(field, Operator.LESS_THAN, samples.get(i)))
                    .as("less than %s", samples.get(i))
                    .containsExactlyInAnyOrderElementsOf(ids(saved.subList(0, i)));
            assertThat(found(field, Operator.GREATER_THAN_OR_EQUAL, samples.get(i)))
                    .as("not less than %s", samples.get(i))
                    .containsExactlyInAnyOrderElementsOf(ids(saved.subList(i, saved.size())));
        }
    }

    @ParameterizedTest
    @MethodSource("unordered")
    void c4_c7_pain16_typesWithoutOrderComeBackEqual(String field, List<?> samples) {
        List<Sample> saved = save(field, samples);

        assertThat(template.findAllById(ids(saved), Sample.class))
                .extracting(field)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(samples);
    }

    private List<Sample> save(String field, List<?> samples) {
        List<Sample> objects = new ArrayList<>();
        for (Object sample : samples) {
            Sample object = new Sample();
            Field javaField = ReflectionUtils.findField(Sample.class, field);
            ReflectionUtils.makeAccessible(javaField);
            ReflectionUtils.setField(javaField, object, sample);
            objects.add(object);
        }
        // Stored in another order than that of the values.
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, objects.size()).boxed().toList());
        Collections.rotate(places, 1);
        List<Sample> shuffled =
                template.saveAll(places.stream().map(objects::get).toList());
        List<Sample> saved = new ArrayList<>(Collections.nCopies(objects.size(), null));
        for (int i = 0; i < places.size(); i++) {
            saved.set(places.get(i), shuffled.get(i));
        }
        return saved;
    }

    private List<Long> found(String field, Operator operator, Object operand) {
        Query query = template.query(Sample.class)
                .toQuery()
                .filter(template.filters().compare(Sample.class, field, operator, operand));
        return ids(template.find(query, Sample.class));
    }

    private static List<Long> ids(List<Sample> samples) {
        return samples.stream().map(sample -> sample.id).toList();
    }

    private static Arguments samples(String field, Object... ascending) {
        return Arguments.of(field, Arrays.asList(ascending));
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    private static ByteString bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyOf(bytes);
    }

    static class Sample {
        @Id
        Long id;

        byte byteValue;
        short shortValue;
        int intValue;
        long longValue;
        char charValue;
        float floatValue;
        double doubleValue;
        boolean booleanValue;
        String string;
        DayOfWeek enumValue;
        byte[] bytes;
        ByteString byteString;
        Key key;
        GeoPoint geoPoint;
        Instant instant;
        Date date;
        LocalDate localDate;
        LocalDateTime localDateTime;
        LocalTime localTime;
        MonthDay monthDay;
        Year year;
        YearMonth yearMonth;
        OffsetDateTime offsetDateTime;
        ZonedDateTime zonedDateTime;
        OffsetTime offsetTime;
        Duration duration;
        Period period;
        BigDecimal bigDecimal;
        BigInteger bigInteger;
        UUID uuid;
        URI uri;
        URL url;
        Locale locale;
        Currency currency;
        ZoneId zoneId;
        ZoneOffset zoneOffset;
        Optional<String> optional;
        Object any;
        Number number;
        Value value;
    }
}
