package dev.kindred.datastore.spring.data.tenancy.shop;

import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.PinnedNamespace;
import org.springframework.data.annotation.Id;

/** Of all tenants. */
@Entity("Land")
@PinnedNamespace("shared")
public record Country(@Id String code, String name) {}
