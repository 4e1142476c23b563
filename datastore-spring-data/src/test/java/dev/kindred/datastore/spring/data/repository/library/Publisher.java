package dev.kindred.datastore.spring.data.repository.library;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

public record Publisher(@Id @Nullable Long id, String name) {}
