package dev.kindred.datastore.spring.data.repository.enabled;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

@Entity
public record Shop(@Id @Nullable Long id, String name) {}
