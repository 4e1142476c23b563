package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import dev.kindred.datastore.spring.data.mapping.Parent;
import dev.kindred.datastore.spring.data.mapping.Ref;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.mapping.Unindexed;
import dev.kindred.datastore.spring.data.repository.Ancestor;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflict;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The code of {@code docs/guides/coming-from-objectify.md} runs. */
class ComingFromObjectifyTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final DatastoreMappingContext context = new DatastoreMappingContext();
    private final DatastoreTemplate template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(context));

    @AfterEach
    void close() {
        datastore.close();
    }

    // tag::entity[]
    @Entity
    @Unindexed // except what is @Indexed, as in Objectify
    record Person(
            @Id Long id,
            @Parent Key team,
            @Indexed String name,
            @Fetch @Nullable Ref<Person> boss, // loaded with the person
            String notes) {

        @OnSave
        Person trimmed() {
            return new Person(id, team, name.strip(), boss, notes);
        }
    }
    // end::entity[]

    // tag::repository[]
    interface People extends DatastoreRepository<Person, Key> {

        List<Person> findFirst20ByNameStartingWithOrderByName(String prefix, @Ancestor Key team);
    }
    // end::repository[]

    // tag::service[]
    @Service
    static class Renaming {

        private final DatastoreOperations datastore;

        Renaming(DatastoreOperations datastore) {
            this.datastore = datastore;
        }

        @RetryOnConflict(attempts = 10)
        @Transactional
        public Person rename(Key key, String name) {
            Person person = datastore.getById(key, Person.class);
            return datastore.save(new Person(person.id(), person.team(), name, person.boss(), person.notes()));
        }
    }
    // end::service[]

    @Test
    void peopleAreFoundBelowTheirTeam() {
        People people = new DatastoreRepositoryFactory(template).getRepository(People.class);
        Key team = Key.of("Team", "a");
        Person ann = people.save(new Person(null, team, " Ann", null, "…"));
        Person bob = people.save(new Person(null, team, "Bob", template.ref(ann), "…"));
        people.save(new Person(null, Key.of("Team", "b"), "Anton", null, "…"));

        Person anna = new Renaming(template).rename(template.getKey(ann), "Anna");

        assertThat(people.findFirst20ByNameStartingWithOrderByName("A", team)).containsExactly(anna);
        assertThat(people.findById(template.getKey(bob)).orElseThrow().boss().isLoaded())
                .isTrue();
        assertThat(datastore.get(template.getKey(bob)).property("notes").indexed())
                .isFalse();
    }

    // tag::subclass[]
    @Entity
    @Discriminator("^d") // the property that Objectify uses
    static class Animal {
        @Id
        Long id;

        String name;
    }

    @Subtype(value = "Mammal", alsoKnownAs = "Beast")
    static class Mammal extends Animal {
        boolean longHair;
    }
    // end::subclass[]

    @Test
    void whatObjectifyStoredOfASubclassIsRead() {
        context.setInitialEntitySet(Set.of(Animal.class, Mammal.class));
        context.initialize();
        datastore.put(List.of(
                dev.kindred.datastore.model.Entity.builder(Key.of("Animal", 1))
                        .set("name", "Rex")
                        .set("longHair", true)
                        .set("^d", "Mammal")
                        .set("^i", List.of(dev.kindred.datastore.model.Value.of("Mammal")))
                        .build(),
                dev.kindred.datastore.model.Entity.builder(Key.of("Animal", 2))
                        .set("name", "Nemo")
                        .build()));

        assertThat(template.findAll(Animal.class))
                .extracting(animal -> animal.getClass().getSimpleName())
                .containsExactly("Mammal", "Animal");
        assertThat(template.findAll(Mammal.class)).hasSize(1);
    }
}
