package dev.kindred.datastore.spring.data.repository.keywords;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.spring.data.mapping.Entity;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

@Entity
public record Thing(
        @Id @Nullable Long id,
        @Nullable String name,
        int size,
        @Nullable Integer score,
        boolean active,
        LocalDate day,
        Set<String> tags,
        @Nullable Part part,
        List<Part> parts,
        Map<String, String> labels,
        GeoPoint place) {

    public record Part(String shape, int weight) {}
}
