package dev.kindred.datastore.spring.data.repository.events;

import dev.kindred.datastore.spring.data.mapping.Entity;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.AbstractAggregateRoot;

/** Gathers events until it is stored. */
@Entity
public class Account extends AbstractAggregateRoot<Account> {

    @Id
    private final String id;

    private int balance;

    public Account(String id) {
        this.id = id;
    }

    public Account pay(int amount) {
        balance += amount;
        return andEvent(new Paid(id, amount));
    }

    public int balance() {
        return balance;
    }

    public int eventsLeft() {
        return domainEvents().size();
    }

    /** The event. */
    public record Paid(String id, int amount) {}
}
