package dev.kindred.garden;

import dev.kindred.datastore.spring.data.mapping.Entity;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.Id;

@Entity
record Plant(
        @Id @Nullable Long id,
        @NotBlank String name,
        @CreatedBy @Nullable String planter) {

    static Plant named(String name) {
        return new Plant(null, name, null);
    }
}
