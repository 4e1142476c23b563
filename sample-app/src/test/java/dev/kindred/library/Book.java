package dev.kindred.library;

// tag::entity[]
import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;

// tag::record[]
@Entity
record Book(@Id Long id, String title, String author, int pages) {}
// end::record[]
// end::entity[]
