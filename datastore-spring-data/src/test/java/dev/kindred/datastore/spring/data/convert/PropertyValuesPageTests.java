package dev.kindred.datastore.spring.data.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/formats/property-values.md} has every single value there is, and says how it is stored. */
class PropertyValuesPageTests {

    private static final Path PAGE = Path.of("..", "docs", "formats", "property-values.md");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z]+(?:\\[\\])?)`");

    /** One of each type with a codec of its own. */
    private static final List<Object> SAMPLES = List.of(
            (byte) 1,
            (short) 1,
            1,
            1L,
            'x',
            1f,
            1d,
            true,
            "text",
            new byte[] {1},
            ByteString.copyOf(new byte[] {1}),
            Key.of("A", 1),
            new GeoPoint(1, 2),
            new BigDecimal("1.5"),
            BigInteger.ONE,
            Duration.ofDays(1),
            Instant.EPOCH,
            new Date(0),
            Year.of(1),
            LocalDate.EPOCH,
            LocalDateTime.MIN,
            YearMonth.of(1, 1),
            LocalTime.NOON,
            MonthDay.of(1, 1),
            OffsetDateTime.MIN.plusYears(1),
            ZonedDateTime.of(LocalDateTime.of(2024, 1, 1, 1, 1), ZoneId.of("UTC")),
            OffsetTime.MIN,
            new UUID(1, 2),
            URI.create("a:b"),
            url(),
            Locale.ENGLISH,
            Currency.getInstance("EUR"),
            ZoneOffset.UTC,
            Period.ZERO);

    /** What is no single value, or another name of one. */
    private static final Set<String> OTHERS =
            Set.of("Optional", "Collection", "Map", "Ref", "Object", "Number", "Value", "DatastoreCustomConversions");

    private static final Map<String, Class<? extends Value>> FORMS = Map.of(
            "integer", Value.LongValue.class,
            "floating point", Value.DoubleValue.class,
            "string", Value.StringValue.class,
            "timestamp", Value.TimestampValue.class,
            "bytes", Value.BytesValue.class);

    private static URL url() {
        try {
            return new URL("http://a/");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The stored form by the simple name of the type. */
    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new HashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|");
            if (line.startsWith("| ") && cells.length >= 3) {
                Matcher names = NAME.matcher(cells[1]);
                while (names.find()) {
                    table.put(names.group(1), cells[2].strip());
                }
            }
        }
        return table;
    }

    private static String name(Object sample) {
        Class<?> type = sample.getClass();
        return switch (type.getSimpleName()) {
            case "Byte", "Short", "Long", "Float", "Double", "Boolean" ->
                type.getSimpleName().toLowerCase(Locale.ROOT);
            case "Integer" -> "int";
            case "Character" -> "char";
            default -> type.getSimpleName();
        };
    }

    @Test
    void c2_c3_c4_c8_pain16_everySingleValueIsInTheTableAndStoredAsItSays() throws IOException {
        Map<String, String> table = table();

        for (Object sample : SAMPLES) {
            Codec codec = ScalarCodecs.find(sample.getClass());
            assertThat(codec).as(name(sample)).isNotNull();
            Value written = codec.write(sample, Partition.DEFAULT);
            assertThat(table).containsKey(name(sample));
            String form = table.get(name(sample));
            FORMS.entrySet().stream()
                    .filter(known -> form.startsWith(known.getKey()))
                    .forEach(known -> assertThat(written).as(name(sample)).isInstanceOf(known.getValue()));
            assertThat(FORMS.keySet().stream().anyMatch(form::startsWith) || form.equals("themselves"))
                    .as(name(sample) + " is stored as " + form)
                    .isTrue();
        }
    }

    @Test
    void pain16_theTableNamesNothingThatIsNotTested() throws IOException {
        Set<String> known = SAMPLES.stream().map(PropertyValuesPageTests::name).collect(Collectors.toSet());
        known.addAll(OTHERS);
        known.addAll(Set.of("ZoneId", "JsonNode", "Json", "MapKey", "ValueConverter", "EnumValue", "Reference"));

        assertThat(new TreeSet<>(table().keySet())).isSubsetOf(known);
    }
}
