package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

@Entity
public record Person(
        @Id @Nullable Long id,
        String name,
        int age,
        @Nullable Integer score,
        boolean active,
        Role role,
        Set<String> tags,
        @Nullable Address address,
        List<Address> former,
        @Field("birthday") LocalDate born,
        double height,
        BigDecimal balance,
        @Unindexed String notes,
        Map<String, String> labels) {

    public enum Role {
        USER,
        ADMIN
    }

    public record Address(@Field("road") String street, String city) {}

    public static Person of(String name, int age) {
        return new Person(
                null,
                name,
                age,
                null,
                true,
                Role.USER,
                Set.of(),
                null,
                List.of(),
                LocalDate.of(2025 - age, 1, 1),
                1.5,
                BigDecimal.ZERO,
                "",
                Map.of());
    }

    public Person scored(int newScore) {
        return new Person(
                id, name, age, newScore, active, role, tags, address, former, born, height, balance, notes, labels);
    }

    public Person inactive() {
        return new Person(
                id, name, age, score, false, role, tags, address, former, born, height, balance, notes, labels);
    }

    public Person admin() {
        return new Person(
                id, name, age, score, active, Role.ADMIN, tags, address, former, born, height, balance, notes, labels);
    }

    public Person tagged(String... newTags) {
        return new Person(
                id,
                name,
                age,
                score,
                active,
                role,
                Set.of(newTags),
                address,
                former,
                born,
                height,
                balance,
                notes,
                labels);
    }

    public Person in(String city) {
        return new Person(
                id,
                name,
                age,
                score,
                active,
                role,
                tags,
                new Address("Main", city),
                former,
                born,
                height,
                balance,
                notes,
                labels);
    }

    public Person formerlyIn(String... cities) {
        List<Address> addresses =
                List.of(cities).stream().map(city -> new Address("Old", city)).toList();
        return new Person(
                id, name, age, score, active, role, tags, address, addresses, born, height, balance, notes, labels);
    }

    public Person tall(double newHeight) {
        return new Person(
                id, name, age, score, active, role, tags, address, former, born, newHeight, balance, notes, labels);
    }

    public Person owning(String newBalance) {
        return new Person(
                id,
                name,
                age,
                score,
                active,
                role,
                tags,
                address,
                former,
                born,
                height,
                new BigDecimal(newBalance),
                notes,
                labels);
    }
}
