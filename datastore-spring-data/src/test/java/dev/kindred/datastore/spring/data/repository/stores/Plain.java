package dev.kindred.datastore.spring.data.repository.stores;

import org.springframework.data.annotation.Id;

/** Of no store by itself. */
public record Plain(@Id String id) {}
