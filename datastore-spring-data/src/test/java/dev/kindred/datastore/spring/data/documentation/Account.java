package dev.kindred.datastore.spring.data.documentation;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.AbstractAggregateRoot;

// tag::account[]
@Entity
public class Account extends AbstractAggregateRoot<Account> {

    public record Paid(String account, long cents) {}

    @Id
    private final String number;

    private long cents;

    public Account(String number) {
        this.number = number;
    }

    public Account pay(long amount) {
        cents += amount;
        return andEvent(new Paid(number, amount));
    }
    // end::account[]

    public long cents() {
        return cents;
    }
    // tag::account[]
}
// end::account[]
