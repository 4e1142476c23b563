package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Parent;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/** A child of a person. */
@Entity("PersonNote")
public record Note(@Id @Nullable Long id, @Parent Key person, String text, boolean read) {}
