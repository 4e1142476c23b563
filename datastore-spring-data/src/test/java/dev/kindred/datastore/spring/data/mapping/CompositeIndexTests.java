package dev.kindred.datastore.spring.data.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.index.CompositeIndex.Column;
import dev.kindred.datastore.index.CompositeIndex.Direction;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.mapping.MappingException;

class CompositeIndexTests {

    record Address(@Field("town") String city) {}

    @Entity("Member")
    @CompositeIndex({"country", "-age"})
    @CompositeIndex({"address.city", "country", "age"})
    record Person(
            @Id Long id, String country, @Field("years") int age, Address address) {}

    @Entity
    @CompositeIndex({"country", "-size"})
    record Misspelt(@Id Long id, String country) {}

    @Entity
    @CompositeIndex("country")
    record Lonely(@Id Long id, String country) {}

    private static DatastoreMappingContext knowing(Class<?>... types) {
        DatastoreMappingContext context = new DatastoreMappingContext();
        context.setInitialEntitySet(Set.of(types));
        context.initialize();
        return context;
    }

    @Test
    void m10_columnsAreUnderTheNamesThatPropertiesAreStoredBy() {
        assertThat(knowing(Person.class).compositeIndexes())
                .containsExactlyInAnyOrder(
                        dev.kindred.datastore.index.CompositeIndex.on("Member", "country", "-years"),
                        dev.kindred.datastore.index.CompositeIndex.on("Member", "address.town", "country", "years"));
        assertThat(knowing(Person.class).compositeIndexes())
                .anySatisfy(index -> assertThat(index.columns()).contains(new Column("years", Direction.DESCENDING)));
    }

    @Test
    void m10_aColumnThatIsNoPropertyIsReportedWithTypeAndName() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> knowing(Misspelt.class).compositeIndexes())
                .withMessageContaining("Misspelt")
                .withMessageContaining("size");
    }

    @Test
    void m10_oneColumnIsNotComposite() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> knowing(Lonely.class).compositeIndexes())
                .withMessageContaining("Lonely")
                .withMessageContaining("at least two");
    }
}
