package dev.kindred.twostores;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

@Entity
record Note(@Id String id, String text) {}
