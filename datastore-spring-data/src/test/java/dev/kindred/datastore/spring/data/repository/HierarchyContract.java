package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.convert.PropertyMappingException;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Discriminator;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactory;
import dev.kindred.datastore.spring.data.repository.zoo.Animal;
import dev.kindred.datastore.spring.data.repository.zoo.Animal.Cat;
import dev.kindred.datastore.spring.data.repository.zoo.Animal.Dog;
import dev.kindred.datastore.spring.data.repository.zoo.Animal.Lion;
import dev.kindred.datastore.spring.data.repository.zoo.Animal.Pet;
import dev.kindred.datastore.spring.data.repository.zoo.Animals;
import dev.kindred.datastore.spring.data.repository.zoo.Cats;
import dev.kindred.datastore.spring.data.repository.zoo.Pets;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Sort;
import org.springframework.data.mapping.MappingException;

/** Hierarchies: rows R10 to R14 of the requirements. */
abstract class HierarchyContract {

    private final LocalDatastore datastore;
    private final DatastoreMappingContext context = new DatastoreMappingContext();
    private final DatastoreTemplate template;
    private final Animals animals;
    private final Pets pets;
    private final Cats cats;
    private Cat tom;
    private Cat kit;
    private Dog rex;
    private Lion leo;

    HierarchyContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(context));
        DatastoreRepositoryFactory factory = new DatastoreRepositoryFactory(template);
        animals = factory.getRepository(Animals.class);
        pets = factory.getRepository(Pets.class);
        cats = factory.getRepository(Cats.class);
    }

    @BeforeEach
    void fill() {
        tom = animals.save(new Cat("Tom", "Ann", 9));
        kit = cats.save(new Cat("Kit", "Bob", 7));
        rex = pets.save(new Dog("Tom", "Ann"));
        leo = animals.save(new Lion("Leo"));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void r10_subtypesShareTheKindOfTheBaseAndSayInAPropertyWhatTheyAre() {
        assertThat(stored(tom).key().kind()).isEqualTo("animals");
        assertThat(stored(tom).value("type")).isEqualTo(Value.of("cat"));
        assertThat(stored(leo).value("type")).isEqualTo(Value.of("Lion"));
        assertThat(stored(leo).properties()).containsOnlyKeys("type", "name");
    }

    @Test
    void r10_repositoryOfTheBaseReturnsTheSubtypes() {
        assertThat(animals.findAll())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(tom, kit, rex, leo);
        assertThat(animals.findByNameStartingWithOrderByName("T"))
                .hasOnlyElementsOfTypes(Cat.class, Dog.class)
                .hasSize(2);
        assertThat(animals.findById(rex.id())).containsInstanceOf(Dog.class);
        assertThat(animals.count()).isEqualTo(4);
    }

    @Test
    void r11_pain18_subtypesOfASealedBaseAreKnownBeforeTheyAreUsed() {
        Key key = datastore.put(Entity.builder(Key.of("animals", 99))
                .set("type", "dog")
                .set("name", "Fido")
                .build());
        DatastoreTemplate fresh =
                new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));

        assertThat(fresh.getById(key, Animal.class)).isInstanceOf(Dog.class);
        assertThat(fresh.count(Pet.class)).isEqualTo(4);
    }

    @Discriminator("$")
    interface Event {}

    @Subtype("started")
    record Started(@Id Long id, String by) implements Event {}

    @Subtype("ended")
    record Ended(@Id Long id, int code) implements Event {}

    @Test
    void r11_subtypesOfAnOpenBaseAreThoseThatTheContextIsGiven() {
        DatastoreMappingContext given = new DatastoreMappingContext();
        given.setInitialEntitySet(Set.of(Started.class, Ended.class));
        given.initialize();
        DatastoreTemplate first = new DatastoreTemplate(datastore, new MappingDatastoreConverter(given));
        Started started = first.save(new Started(null, "Ann"));
        DatastoreTemplate second = new DatastoreTemplate(datastore, new MappingDatastoreConverter(given));

        assertThat(second.findAll(Event.class)).containsExactly(started);
        assertThat(second.findById(started.id(), Event.class)).contains(started);
        assertThat(second.findById(started.id(), Ended.class)).isEmpty();
        assertThat(stored(started).key().kind()).isEqualTo("Event");
    }

    @Test
    void r12_pain18_repositoryOfASubtypeFindsItsOwnInEveryKindOfQuery() {
        assertThat(names(cats.findAll())).containsExactlyInAnyOrder("Tom", "Kit");
        assertThat(names(cats.findAll(Sort.by("name")))).containsExactly("Kit", "Tom");
        assertThat(cats.findAll(PageRequest.of(0, 1, Sort.by("name"))).getTotalElements())
                .isEqualTo(2);
        assertThat(cats.findByName("Tom")).hasSize(1);
        assertThat(names(cats.findByNameOrOwner("Kit", "Ann"))).containsExactlyInAnyOrder("Tom", "Kit");
        assertThat(cats.count()).isEqualTo(2);
        assertThat(cats.countByName("Tom")).isEqualTo(1);
        assertThat(cats.existsByName("Leo")).isFalse();
        assertThat(cats.findByOwner("Ann", PageRequest.of(0, 10)).getTotalElements())
                .isEqualTo(1);
        assertThat(names(cats.findByOwnerOrderByName("Ann", ScrollPosition.keyset(), Limit.of(5))
                        .getContent()))
                .containsExactly("Tom");
        assertThat(cats.findById(rex.id())).isEmpty();
        assertThat(cats.existsById(rex.id())).isFalse();
        assertThat(cats.findAllById(List.of(tom.id(), rex.id()))).hasSize(1);
    }

    @Test
    void r12_repositoryOfABranchFindsAllBelowIt() {
        assertThat(names(pets.findAll())).containsExactlyInAnyOrder("Tom", "Kit", "Tom");
        assertThat(pets.findByOwnerOrderByName("Ann")).hasSize(2);
        assertThat(pets.countByOwner("Ann")).isEqualTo(2);
        assertThat(pets.count()).isEqualTo(3);
        assertThat(pets.findById(leo.id())).isEmpty();
    }

    @Test
    void r12_deletionsLeaveOtherSubtypesAlone() {
        cats.deleteById(rex.id());
        cats.deleteAllById(List.of(leo.id(), kit.id()));
        assertThat(names(animals.findAll())).containsExactlyInAnyOrder("Tom", "Tom", "Leo");

        assertThat(cats.deleteByName("Tom")).isEqualTo(1);
        cats.save(new Cat("Kat", "Ann", 1));
        cats.deleteAll();
        assertThat(names(animals.findAll())).containsExactlyInAnyOrder("Tom", "Leo");

        animals.deleteAll();
        assertThat(animals.count()).isZero();
    }

    @Discriminator(property = "shape")
    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    @Subtype("box")
    record Box(@Field("w") double width, List<Shape> inside) implements Shape {}

    record Drawing(@Id Long id, Shape frame, List<Shape> shapes, Map<String, Shape> named) {}

    @Test
    void r13_embeddedValuesAndElementsOfListsAndMapsKeepTheirSubtypes() {
        Drawing given = new Drawing(
                null,
                new Box(2, List.of(new Circle(1))),
                List.of(new Circle(3), new Box(4, List.of())),
                Map.of("a", new Circle(5)));

        Drawing saved = template.save(given);

        assertThat(template.getById(saved.id(), Drawing.class)).isEqualTo(saved);
        assertThat(template.count(Query.kind("Drawing")
                        .filter("shapes.shape =", Value.of("box"))
                        .filter("frame.shape =", Value.of("box"))))
                .isEqualTo(1);
    }

    @Discriminator
    static class Vehicle {
        @Id
        Long id;

        String name;
    }

    @Subtype("car")
    static class Car extends Vehicle {
        int doors;
    }

    @Test
    void r14_missingOrUnknownDiscriminatorReadsAsTheBaseIfThatCanBeMade() {
        context.hierarchyOf(Car.class);
        Key none = datastore.put(
                Entity.builder(Key.of("Vehicle", 1)).set("name", "a").build());
        Key unknown = datastore.put(Entity.builder(Key.of("Vehicle", 2))
                .set("name", "b")
                .set("type", "boat")
                .build());
        Car car = template.save(new Car());

        assertThat(template.getById(none, Vehicle.class)).isExactlyInstanceOf(Vehicle.class);
        assertThat(template.getById(unknown, Vehicle.class).name).isEqualTo("b");
        assertThat(template.getById(car.id, Vehicle.class)).isInstanceOf(Car.class);
        assertThat(template.findById(none, Car.class)).isEmpty();
        assertThat(template.findAll(Car.class)).hasSize(1);
    }

    @Test
    void r14_otherwiseTheErrorNamesKeyPropertyAndValue() {
        Key none = datastore.put(
                Entity.builder(Key.of("animals", 1)).set("name", "a").build());
        Key unknown = datastore.put(
                Entity.builder(Key.of("animals", 2)).set("type", "fish").build());

        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.getById(none, Animal.class))
                .withMessageContaining("animals(1)")
                .withMessageContaining("\"type\"")
                .withMessageContaining("nothing is stored");
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.getById(unknown, Animal.class))
                .withMessageContaining("animals(2)")
                .withMessageContaining("\"fish\"")
                .withMessageContaining("[Lion, cat, dog, kitty]")
                .withMessageContaining("@Subtype");
        assertThatExceptionOfType(PropertyMappingException.class)
                .isThrownBy(() -> template.find(Query.kind("animals").filter("type =", Value.of("dog")), Cat.class))
                .withMessageContaining("Dog");
    }

    @Test
    void r14_oldValuesOfTheDiscriminatorAreReadFoundAndRewritten() {
        Key old = datastore.put(Entity.builder(Key.of("animals", 5))
                .set("type", "kitty")
                .set("name", "Old")
                .set("lives", 1)
                .build());

        assertThat(names(cats.findByName("Old"))).containsExactly("Old");
        cats.save(cats.findById(5L).orElseThrow());
        assertThat(datastore.get(old).value("type")).isEqualTo(Value.of("cat"));
    }

    @Discriminator
    @dev.kindred.datastore.spring.data.mapping.Entity("a")
    static class Wrong {
        @Id
        Long id;
    }

    @Subtype("x")
    @dev.kindred.datastore.spring.data.mapping.Entity("b")
    static class WrongKind extends Wrong {
        String type;
    }

    @Subtype("x")
    static class Twin extends Wrong {}

    @Test
    void r10_whatCannotBeToldApartIsRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(WrongKind.class))
                .withMessageContaining("\"a\"")
                .withMessageContaining("\"b\"")
                .withMessageContaining("Field \"type\"");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.getConverter().verify(Twin.class))
                .withMessageContaining("\"x\"")
                .withMessageContaining("WrongKind");
    }

    private static List<String> names(List<? extends Animal> found) {
        return found.stream().map(Animal::name).toList();
    }

    private Entity stored(Object object) {
        return datastore.get(template.getKey(object));
    }
}
