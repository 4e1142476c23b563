package dev.kindred.datastore.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.codec.FixedNames;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IndexRowsTests {

    private static final FixedNames NAMES =
            FixedNames.of("City", "name", "population", "tags", "address", "city", "address.city");
    private static final Entity ROME = Entity.builder(Key.of("City", 1))
            .set("name", "Rome")
            .set("population", 3)
            .setUnindexed("tags", Value.of("not indexed"))
            .build();

    @Test
    void aNewEntityGetsARowForItsKindAndOnePerIndexedValue() {
        assertThat(diff(null, ROME)).hasSize(3).allMatch(change -> change.startsWith("+"));
    }

    @Test
    void anUnchangedEntityChangesNoRow() {
        assertThat(diff(ROME, ROME.toBuilder().build())).isEmpty();
    }

    @Test
    void aChangedPropertyMovesItsOwnRowOnly() {
        assertThat(diff(ROME, ROME.toBuilder().set("population", 4).build()))
                .containsExactlyInAnyOrder("-010103208000000000000003", "+010103208000000000000004");
    }

    @Test
    void aDeletedEntityLosesAllRows() {
        assertThat(diff(ROME, null)).hasSize(3).allMatch(change -> change.startsWith("-"));
    }

    @Test
    void aPropertyThatBecomesUnindexedOrDisappearsLosesItsRow() {
        assertThat(diff(
                        ROME,
                        ROME.toBuilder().setUnindexed("population", Value.of(3)).build()))
                .containsExactly("-010103208000000000000003");
        assertThat(diff(ROME, ROME.toBuilder().remove("population").build()))
                .containsExactly("-010103208000000000000003");
    }

    @Test
    void aValueThatTwiceStandsInAListHasOneRowAndTheListIsNoted() {
        Entity tagged = Entity.builder(Key.of("City", 1))
                .set("tags", List.of(Value.of("a"), Value.of("b"), Value.of("a")))
                .build();

        assertThat(diff(Entity.builder(Key.of("City", 1)).build(), tagged))
                .containsExactlyInAnyOrder("+01010440610001", "+01010440620001", "several 4");
    }

    @Test
    void aListThatOnlyChangesItsOrderChangesNoRow() {
        Entity before = Entity.builder(Key.of("City", 1))
                .set("tags", List.of(Value.of("a"), Value.of("b")))
                .build();
        Entity after = Entity.builder(Key.of("City", 1))
                .set("tags", List.of(Value.of("b"), Value.of("a")))
                .build();

        assertThat(diff(before, after)).containsExactly("several 4");
    }

    /** Rows are counted, so none is reported that is there. */
    @Test
    void aPropertyThatComesToShareARowAddsNone() {
        Entity before = Entity.builder(Key.of("City", 1))
                .set("address.city", "Rome")
                .set("address", new Value.EntityValue(null, Map.of("city", Property.of(Value.of("Ostia")))))
                .build();
        Value rome = new Value.EntityValue(null, Map.of("city", Property.of(Value.of("Rome"))));

        assertThat(diff(before, before.toBuilder().set("address", rome).build()))
                .singleElement()
                .asString()
                .startsWith("-");
    }

    @Test
    void aDottedPropertyAndANestedOneShareARowAndKeepItWhileOneIsLeft() {
        Value nested = new Value.EntityValue(null, Map.of("city", Property.of(Value.of("Rome"))));
        Entity both = Entity.builder(Key.of("City", 1))
                .set("address", nested)
                .set("address.city", "Rome")
                .build();

        assertThat(diff(both, both.toBuilder().remove("address.city").build())).isEmpty();
        assertThat(diff(both, both.toBuilder().remove("address").build())).isEmpty();
        assertThat(diff(
                        both,
                        both.toBuilder()
                                .remove("address")
                                .remove("address.city")
                                .build()))
                .hasSize(1);
    }

    private static List<String> diff(@Nullable Entity before, @Nullable Entity after) {
        List<String> changes = new ArrayList<>();
        IndexRows.diff(before, after, 1, 1, NAMES, new IndexRows.Delta() {
            @Override
            public void add(byte[] prefix) {
                changes.add("+" + HexFormat.of().formatHex(prefix));
            }

            @Override
            public void remove(byte[] prefix) {
                changes.add("-" + HexFormat.of().formatHex(prefix));
            }

            @Override
            public void severalValues(int property) {
                changes.add("several " + property);
            }
        });
        return changes;
    }
}
