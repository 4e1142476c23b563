package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

class EntityTests {

    private final Entity entity = Entity.builder(Key.of("Book", 1))
            .set("title", "Emma")
            .set("year", 1815)
            .setUnindexed("text", Value.of("…"))
            .set("translator", (String) null)
            .build();

    @Test
    void propertiesKeepTheOrderInWhichTheyWereSet() {
        Entity again =
                entity.toBuilder().set("title", "Emma!").set("price", 1.5).build();

        assertThat(again.properties().keySet()).containsExactly("title", "year", "text", "translator", "price");
        assertThat(again.value("title")).isEqualTo(Value.of("Emma!"));
    }

    @Test
    void aNullPropertyDiffersFromAMissingOne() {
        assertThat(entity.value("translator")).isEqualTo(Value.NULL);
        assertThat(entity.value("editor")).isNull();
        assertThat(entity.property("editor")).isNull();
        assertThat(entity.toBuilder().remove("translator").build()).isNotEqualTo(entity);
    }

    @Test
    void anEntityDoesNotChangeWithItsBuilder() {
        Entity.Builder builder = entity.toBuilder();
        Entity built = builder.build();

        builder.set("year", 1816);

        assertThat(built).isEqualTo(entity).hasSameHashCodeAs(entity);
        assertThat(entity.value("year")).isEqualTo(Value.of(1815));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> entity.properties().clear());
    }

    @Test
    void versionsDoNotCountForEquality() {
        Entity stored = Entity.stored(entity.key(), new LinkedHashMap<>(entity.properties()), 3, 7);

        assertThat(stored).isEqualTo(entity);
        assertThat(stored.createVersion()).isEqualTo(3);
        assertThat(stored.version()).isEqualTo(7);
        assertThat(entity.version()).isZero();
    }

    @Test
    void anEntityWithAnotherKeyHasTheSamePropertiesAndNoVersion() {
        Entity moved = Entity.stored(entity.key(), new LinkedHashMap<>(entity.properties()), 3, 7)
                .withKey(Key.of("Book", 2));

        assertThat(moved.key()).isEqualTo(Key.of("Book", 2));
        assertThat(moved.properties()).isEqualTo(entity.properties());
        assertThat(moved.version()).isZero();
        assertThat(moved).isNotEqualTo(entity);
    }

    @Test
    void aCopyOfAPartialEntityIsPartial() {
        Entity partial = Entity.partial(entity.key(), new LinkedHashMap<>(entity.properties()), 3, 7);

        assertThat(partial.isPartial()).isTrue();
        assertThat(partial).isEqualTo(entity);
        assertThat(partial.version()).isEqualTo(7);
        assertThat(partial.withKey(Key.of("Book", 2)).isPartial()).isTrue();
        assertThat(partial.toBuilder().set("year", 1816).build().isPartial()).isTrue();
        assertThat(entity.isPartial()).isFalse();
        assertThat(entity.toBuilder().build().isPartial()).isFalse();
    }
}
