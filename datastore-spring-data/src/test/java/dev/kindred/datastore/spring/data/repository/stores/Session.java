package dev.kindred.datastore.spring.data.repository.stores;

import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.annotation.KeySpace;

/** An entity of the other store. */
@KeySpace
public record Session(@Id String id) {}
