package dev.kindred.datastore.spring.data.repository.stores;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

/** Ours by its annotation. */
@Entity
public record City(@Id String id) {}
