package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyMaskTests {

    private final Key home = Key.of("Address", "home");
    private final Entity stored = Entity.stored(
            Key.of("Person", 1),
            properties(
                    "name", Value.of("Ann"),
                    "address", embedded(home, "city", Value.of("Rome"), "zip", Value.of("00118")),
                    "a.b", Value.of(1),
                    "tags", Value.of(List.of(Value.of("x")))),
            3,
            7);

    private static Map<String, Property> properties(Object... namesAndValues) {
        Map<String, Property> properties = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], Property.of((Value) namesAndValues[i + 1]));
        }
        return properties;
    }

    private static Value embedded(Key key, Object... namesAndValues) {
        return new Value.EntityValue(key, properties(namesAndValues));
    }

    private Entity given(Object... namesAndValues) {
        return Entity.stored(stored.key(), properties(namesAndValues), 0, 0);
    }

    @Test
    void readsTheListedPathsAndTheKey() {
        Entity read =
                PropertyMask.of("address.city", "a\\.b", "none", "name.first").select(stored);

        assertThat(read.properties())
                .isEqualTo(properties("address", embedded(home, "city", Value.of("Rome")), "a.b", Value.of(1)));
        assertThat(read.key()).isEqualTo(stored.key());
        assertThat(read.isPartial()).isTrue();
        assertThat(read.version()).isEqualTo(7);
        assertThat(read.createVersion()).isEqualTo(3);
        assertThat(PropertyMask.NONE.select(stored).properties()).isEmpty();
        assertThat(PropertyMask.of("address.none").select(stored).properties()).isEmpty();
    }

    @Test
    void aPathNamesAllBelowIt() {
        Map<String, Property> address = Map.of("address", stored.properties().get("address"));

        assertThat(PropertyMask.of("address").select(stored).properties()).isEqualTo(address);
        assertThat(PropertyMask.of("address.city", "address").select(stored).properties())
                .isEqualTo(address);
        assertThat(PropertyMask.of("tags").select(stored).properties()).containsOnlyKeys("tags");
    }

    @Test
    void writesTheListedPathsAlone() {
        Entity given = given("name", Value.of("Bea"), "age", Value.of(7), "ignored", Value.of(1));

        Entity merged = PropertyMask.of("name", "age", "tags").merge(stored, given);

        assertThat(merged.properties())
                .isEqualTo(properties(
                        "name",
                        Value.of("Bea"),
                        "address",
                        stored.value("address"),
                        "a.b",
                        Value.of(1),
                        "age",
                        Value.of(7)));
        assertThat(merged.isPartial()).isFalse();
        assertThat(merged.version()).isZero();
    }

    @Test
    void writesIntoEmbeddedEntitiesAndKeepsTheirKey() {
        Entity given = given("address", embedded(Key.of("Address", "other"), "city", Value.of("Oslo")));

        Value merged = PropertyMask.of("address.city", "address.zip", "address.street")
                .merge(stored, given)
                .value("address");

        assertThat(merged).isEqualTo(embedded(home, "city", Value.of("Oslo")));
    }

    @Test
    void makesEmbeddedEntitiesOnTheWayOnlyForWhatIsThereToStore() {
        Entity given = given("new", embedded(home, "deep", embedded(null, "x", Value.of(1), "y", Value.of(2))));
        PropertyMask mask = PropertyMask.of("new.deep.x", "other.x");

        assertThat(mask.merge(null, given).properties())
                .isEqualTo(properties("new", embedded(home, "deep", embedded(null, "x", Value.of(1)))));
        assertThat(mask.merge(given("new", Value.of(5), "other", Value.of(6)), given)
                        .properties())
                .isEqualTo(properties(
                        "new", embedded(home, "deep", embedded(null, "x", Value.of(1))), "other", Value.of(6)));
    }

    @Test
    void anEmbeddedEntityThatLosesItsLastPropertyStays() {
        assertThat(PropertyMask.of("address.city", "address.zip")
                        .merge(stored, given())
                        .value("address"))
                .isEqualTo(embedded(home));
    }

    @Test
    void noPathLeadsIntoAList() {
        PropertyMask mask = PropertyMask.of("tags.x");

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> mask.select(stored))
                .withMessageContaining("\"tags\"")
                .withMessageContaining("Person(1)");
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> mask.merge(stored, given()));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> mask.merge(null, stored));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a\\", "a\\b"})
    void aPathWithAnEmptyNameOrAnIdleBackslashIsNone(String path) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> PropertyMask.of(path))
                .withMessageContaining("\"" + path + "\"");
    }

    @Test
    void namesOfAllKindsCanBeEscaped() {
        for (String name : List.of("a", "a.b", "a\\b", "\\.", "..", "a b", "\\\\.x")) {
            Entity entity = given(name, Value.of(1), "z", Value.of(2));

            assertThat(PropertyMask.of(PropertyMask.escape(name)).select(entity).properties())
                    .containsOnlyKeys(name);
        }
    }

    @Test
    void masksAreEqualIfTheyNameTheSamePaths() {
        PropertyMask mask = PropertyMask.of("b", "a", "b");

        assertThat(mask)
                .isEqualTo(PropertyMask.of("a", "b"))
                .hasSameHashCodeAs(PropertyMask.of("a", "b"))
                .isNotEqualTo(PropertyMask.NONE)
                .hasToString("[b, a]");
        assertThat(mask.paths()).containsExactly("b", "a");
        assertThat(PropertyMask.of()).isSameAs(PropertyMask.NONE);
    }
}
