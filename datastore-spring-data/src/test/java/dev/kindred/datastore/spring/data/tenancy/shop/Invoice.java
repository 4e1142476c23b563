package dev.kindred.datastore.spring.data.tenancy.shop;

import dev.kindred.datastore.spring.data.mapping.Ref;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/** Of one tenant. */
public record Invoice(
        @Id @Nullable Long id,
        String customer,
        int cents,
        @Nullable Ref<Country> country) {

    public Invoice(String customer, int cents) {
        this(null, customer, cents, null);
    }
}
