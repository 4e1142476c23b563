package dev.kindred.datastore.spring.data.repository.zoo;

import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import org.springframework.data.annotation.Id;

@Entity("animals")
@Discriminator
public abstract sealed class Animal {

    @Id
    Long id;

    String name;

    Animal(String name) {
        this.name = name;
    }

    public Long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public abstract static sealed class Pet extends Animal {

        String owner;

        Pet(String name, String owner) {
            super(name);
            this.owner = owner;
        }
    }

    @Subtype(value = "cat", alsoKnownAs = "kitty")
    public static final class Cat extends Pet {

        int lives;

        public Cat(String name, String owner, int lives) {
            super(name, owner);
            this.lives = lives;
        }
    }

    @Subtype("dog")
    public static final class Dog extends Pet {

        public Dog(String name, String owner) {
            super(name, owner);
        }
    }

    public static final class Lion extends Animal {

        public Lion(String name) {
            super(name);
        }
    }
}
