package dev.kindred.datastore.spring.data.repository.changes;

import dev.kindred.datastore.spring.data.mapping.Embedded;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.InsertOnly;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** Has a property of every sort that a change treats in its own way. */
@Entity
public record Station(
        @Id @Nullable Long id,
        @Version int version,
        String name,
        @Field("land") String country,
        int visits,
        byte tracks,
        @Nullable Long score,
        double level,
        BigDecimal price,
        @Nullable LocalDate opened,
        Size size,
        Set<String> tags,
        Optional<String> nick,
        @Nullable Address address,
        @Embedded(flatten = true) @Nullable Place place,
        List<Address> exits,
        Map<String, Integer> lines,
        @Unindexed String notes,
        @Field(nulls = Field.Nulls.SKIP) @Nullable String boss,
        @InsertOnly @Nullable String founder) {

    public enum Size {
        SMALL,
        LARGE
    }

    public record Address(String street, @Nullable String city) {}

    public record Place(int row, int column) {}

    public static Station of(String name, String country, int visits) {
        return new Station(
                null,
                0,
                name,
                country,
                visits,
                (byte) 2,
                null,
                1.5,
                new BigDecimal("2.50"),
                null,
                Size.SMALL,
                Set.of("new"),
                Optional.empty(),
                null,
                new Place(1, 2),
                List.of(),
                Map.of(),
                "",
                "Bo",
                "Fay");
    }
}
