package dev.kindred.datastore.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyListTests {

    private static final Key KEY = Key.of("Book", 1);

    @Test
    void anEntityIsTheSameAfterBeingAList() {
        Entity entity = Entity.builder(KEY)
                .set("title", "Emma")
                .set("tags", List.of(Value.of("a"), Value.of(1), Value.of("a")))
                .set("one", List.of(Value.NULL))
                .set("none", List.of())
                .set("nothing", (String) null)
                .setUnindexed("text", Value.of(List.of(Value.of("long"))))
                .set(
                        "address",
                        new Value.EntityValue(
                                null,
                                Entity.builder(KEY)
                                        .set("city", "Highbury")
                                        .build()
                                        .properties()))
                .build();

        PropertyList list = PropertyList.of(entity);

        assertThat(list.size()).isEqualTo(9);
        assertThat(list.first("one")).isEqualTo(NamedProperty.element("one", Value.NULL));
        assertThat(list.first("none")).isEqualTo(NamedProperty.emptyList("none"));
        assertThat(list.first("nothing")).isEqualTo(NamedProperty.of("nothing", Value.NULL));
        assertThat(list.first("missing")).isNull();
        assertThat(list.toEntity(KEY)).isEqualTo(entity);
        assertThat(list.toEntity(KEY).properties().keySet())
                .containsExactlyElementsOf(entity.properties().keySet());
    }

    @Test
    void oneElementIsAListOfOne() {
        PropertyList list = PropertyList.of(NamedProperty.element("tag", Value.of("a")));

        assertThat(list.toEntity(KEY).value("tag")).isEqualTo(Value.of(List.of(Value.of("a"))));
    }

    @Test
    void elementsOfOneNameNeedNotStandTogether() {
        PropertyList list = PropertyList.of(
                NamedProperty.emptyList("tag"),
                NamedProperty.element("tag", Value.of("a")).unindexed(),
                NamedProperty.of("title", Value.of("Emma")),
                NamedProperty.element("tag", Value.of("b")).unindexed(),
                NamedProperty.emptyList("tag"));

        assertThat(list.toEntity(KEY))
                .isEqualTo(Entity.builder(KEY)
                        .setUnindexed("tag", Value.of(List.of(Value.of("a"), Value.of("b"))))
                        .set("title", "Emma")
                        .build());
    }

    @Test
    void aNameThatRepeatsWithoutBeingMultipleEveryTimeIsRefused() {
        List<PropertyList> wrong = List.of(
                PropertyList.of(NamedProperty.of("tag", Value.of(1)), NamedProperty.of("tag", Value.of(1))),
                PropertyList.of(NamedProperty.element("tag", Value.of(1)), NamedProperty.of("tag", Value.of(1))),
                PropertyList.of(NamedProperty.of("tag", Value.of(1)), NamedProperty.element("tag", Value.of(1))),
                PropertyList.of(NamedProperty.of("tag", Value.of(1)), NamedProperty.emptyList("tag")));

        assertThat(wrong).allSatisfy(list -> assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> list.toEntity(KEY))
                .withMessageContaining("multiple properties with the name \"tag\", but not all of them are multiple"));
    }

    @Test
    void aListThatIsIndexedInPartIsRefused() {
        PropertyList list = PropertyList.of(
                NamedProperty.element("tag", Value.of(1)),
                NamedProperty.element("tag", Value.of(2)).unindexed());

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> list.toEntity(KEY))
                .withMessageContaining("\"tag\" indexed and others not");
    }

    @Test
    void aPropertyHoldsNoListButTheEmptyOne() {
        Value list = Value.of(List.of(Value.of(1)));

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> NamedProperty.element("tag", list))
                .withMessageContaining("\"tag\"");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> NamedProperty.of("tag", Value.of(List.of())));
    }

    @Test
    void loadingAppends() {
        PropertyList list = PropertyList.of(NamedProperty.of("a", Value.of(1)));

        list.load(PropertyList.of(NamedProperty.of("b", Value.of(2))));
        list.load(list);

        assertThat(list).extracting(NamedProperty::name).containsExactly("a", "b", "a", "b");
        assertThat(list.save()).isSameAs(list);
        assertThat(list.remove("a").stream()).hasSize(2).allMatch(each -> each.name()
                .equals("b"));
    }

    @Test
    void whatIsReadOfAProjectionStaysPartial() {
        Entity row = Entity.partial(
                KEY, new LinkedHashMap<>(Entity.builder(KEY).set("a", 1).build().properties()), 0, 0);
        PropertyList list = new PropertyList();

        list.load(PropertyList.of(row));

        assertThat(list.isPartial()).isTrue();
        assertThat(list.toEntity(KEY).isPartial()).isTrue();
        assertThat(new PropertyList().isPartial()).isFalse();
    }
}
