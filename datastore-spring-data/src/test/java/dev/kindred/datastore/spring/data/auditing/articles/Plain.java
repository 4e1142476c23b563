package dev.kindred.datastore.spring.data.auditing.articles;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

/** Nothing to audit. */
@Entity
public record Plain(@Id Long id) {}
