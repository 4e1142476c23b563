package dev.kindred.shop;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

@Entity
public record Book(@Id @Nullable Long id, String title, String state) {}
