package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.model.Value.BooleanValue;
import dev.kindred.datastore.model.Value.BytesValue;
import dev.kindred.datastore.model.Value.DoubleValue;
import dev.kindred.datastore.model.Value.GeoPointValue;
import dev.kindred.datastore.model.Value.KeyValue;
import dev.kindred.datastore.model.Value.LongValue;
import dev.kindred.datastore.model.Value.StringValue;
import dev.kindred.datastore.model.Value.TimestampValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
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
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The stored forms of single values. Written to disk: a type's form cannot change.
 *
 * <ul>
 *   <li>whole numbers and {@code char} (its code unit), {@code Year}: integer;
 *   <li>{@code double}, and {@code float} widened: floating point;
 *   <li>{@code BigDecimal}: {@link OrderedDecimals}, then {@code toString()}; equal numbers of different scale are apart and compare as equal;
 *       {@code BigInteger} likewise; {@code Duration} likewise by its seconds;
 *   <li>{@code Instant}, {@code Date}: timestamp, in microseconds;
 *   <li>{@code LocalDate}, {@code LocalDateTime}, {@code YearMonth}: {@link OrderedDates}; {@code LocalTime}, {@code MonthDay}: ISO text, which sorts as it
 *       is;
 *   <li>{@code OffsetDateTime}, {@code ZonedDateTime}: date and time in UTC, a space, the offset or zone; {@code OffsetTime}: nanoseconds of the day in UTC
 *       plus 18 hours, 15 digits, a space, ISO text; one moment in two zones is apart and compares as equal;
 *   <li>{@code UUID}, {@code URI}, {@code URL}, {@code Locale}, {@code Currency}, {@code ZoneId}, {@code Period}: text, in the order of text.
 * </ul>
 */
final class ScalarCodecs {

    /** Doubles hold all whole numbers up to here. */
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private static final long EXACT_IN_FLOAT = 1L << 24;
    private static final long OFFSET_NANOS = ZoneOffset.MAX.getTotalSeconds() * 1_000_000_000L;

    private static final Map<Class<?>, Codec> ALL = new HashMap<>();

    static {
        whole(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) number);
        whole(Short.class, Short.MIN_VALUE, Short.MAX_VALUE, number -> (short) number);
        whole(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (int) number);
        whole(Long.class, Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
        add(new ScalarCodec<>(
                Character.class,
                LongValue.class,
                value -> Value.of((long) value),
                value -> value.value() >= 0 && value.value() <= Character.MAX_VALUE ? (char) value.value() : null,
                other -> other instanceof StringValue text && text.value().length() == 1
                        ? text.value().charAt(0)
                        : null));
        add(new ScalarCodec<>(
                Double.class,
                DoubleValue.class,
                Value::of,
                DoubleValue::value,
                other -> exactly(other, EXACT_IN_DOUBLE)));
        add(new ScalarCodec<>(
                Float.class,
                DoubleValue.class,
                value -> Value.of((double) value),
                value -> Double.compare((float) value.value(), value.value()) == 0 ? (float) value.value() : null,
                other -> {
                    Double number = exactly(other, EXACT_IN_FLOAT);
                    return number == null ? null : number.floatValue();
                }));
        add(new ScalarCodec<>(Boolean.class, BooleanValue.class, Value::of, BooleanValue::value));
        add(new ScalarCodec<>(String.class, StringValue.class, StringValue::new, StringValue::value));
        add(new ScalarCodec<>(
                byte[].class, BytesValue.class, value -> Value.of(ByteString.copyOf(value)), value -> value.value()
                        .toByteArray()));
        add(new ScalarCodec<>(ByteString.class, BytesValue.class, Value::of, BytesValue::value));
        add(new ScalarCodec<>(Key.class, KeyValue.class, Value::of, KeyValue::value));
        add(new ScalarCodec<>(GeoPoint.class, GeoPointValue.class, Value::of, GeoPointValue::value));
        numbers();
        times();
        texts();
    }

    private ScalarCodecs() {}

    static @Nullable Codec find(Class<?> boxedType) {
        return ALL.get(boxedType);
    }

    private static void add(Codec codec) {
        ALL.put(codec.type(), codec);
    }

    private static <T extends Number> void whole(Class<T> type, long min, long max, LongFunction<T> box) {
        add(new ScalarCodec<>(
                type,
                LongValue.class,
                value -> Value.of(value.longValue()),
                value -> value.value() >= min && value.value() <= max ? box.apply(value.value()) : null));
    }

    private static @Nullable Double exactly(Value value, long limit) {
        return value instanceof LongValue number && number.value() >= -limit && number.value() <= limit
                ? (Double) (double) number.value()
                : null;
    }

    private static void numbers() {
        add(new RankedTextCodec<>(
                BigDecimal.class, OrderedDecimals::encode, BigDecimal::toString, (rank, text) -> new BigDecimal(text)));
        add(ScalarCodec.text(
                BigInteger.class,
                value -> OrderedDecimals.encode(new BigDecimal(value)) + value,
                text -> new BigInteger(text.substring(OrderedDecimals.endOf(text)))));
        add(ScalarCodec.text(
                Duration.class,
                value -> OrderedDecimals.encode(
                                BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9)))
                        + value,
                text -> Duration.parse(text.substring(OrderedDecimals.endOf(text)))));
    }

    private static void times() {
        add(new ScalarCodec<>(Instant.class, TimestampValue.class, Value::of, TimestampValue::toInstant));
        add(new ScalarCodec<>(
                Date.class,
                TimestampValue.class,
                value -> Value.of(value.toInstant()),
                value -> Date.from(value.toInstant())));
        add(new ScalarCodec<>(
                Year.class,
                LongValue.class,
                value -> Value.of(value.getValue()),
                value -> value.value() >= Year.MIN_VALUE && value.value() <= Year.MAX_VALUE
                        ? Year.of((int) value.value())
                        : null));
        add(ScalarCodec.text(LocalDate.class, OrderedDates::encode, OrderedDates::decodeDate));
        add(ScalarCodec.text(LocalDateTime.class, OrderedDates::encode, OrderedDates::decodeDateTime));
        add(ScalarCodec.text(YearMonth.class, OrderedDates::encode, OrderedDates::decodeMonth));
        add(ScalarCodec.text(LocalTime.class, LocalTime::toString, LocalTime::parse));
        add(ScalarCodec.text(MonthDay.class, MonthDay::toString, MonthDay::parse));
        add(new RankedTextCodec<>(
                OffsetDateTime.class,
                time -> OrderedDates.encode(
                                time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime())
                        + " ",
                time -> time.getOffset().getId(),
                (utc, offset) -> OrderedDates.decodeDateTime(utc)
                        .atOffset(ZoneOffset.UTC)
                        .withOffsetSameInstant(ZoneOffset.of(offset))));
        add(new RankedTextCodec<>(
                ZonedDateTime.class,
                time -> OrderedDates.encode(
                                time.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime())
                        + " ",
                time -> time.getZone().getId(),
                (utc, zone) ->
                        OrderedDates.decodeDateTime(utc).atZone(ZoneOffset.UTC).withZoneSameInstant(ZoneId.of(zone))));
        add(new RankedTextCodec<>(
                OffsetTime.class,
                time -> String.format(
                        Locale.ROOT,
                        "%015d ",
                        time.toLocalTime().toNanoOfDay()
                                - time.getOffset().getTotalSeconds() * 1_000_000_000L
                                + OFFSET_NANOS),
                OffsetTime::toString,
                (rank, text) -> OffsetTime.parse(text)));
    }

    private static void texts() {
        add(ScalarCodec.text(UUID.class, UUID::toString, UUID::fromString));
        add(ScalarCodec.text(URI.class, URI::toString, URI::create));
        add(ScalarCodec.text(URL.class, URL::toExternalForm, ScalarCodecs::url));
        add(ScalarCodec.text(Locale.class, Locale::toLanguageTag, Locale::forLanguageTag));
        add(ScalarCodec.text(Currency.class, Currency::getCurrencyCode, Currency::getInstance));
        add(ScalarCodec.text(ZoneId.class, ZoneId::getId, ZoneId::of));
        add(ScalarCodec.text(ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of));
        add(ScalarCodec.text(Period.class, Period::toString, Period::parse));
        add(ScalarCodec.text(CharSequence.class, CharSequence::toString, text -> text));
    }

    private static URL url(String text) {
        try {
            return new URL(text);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
