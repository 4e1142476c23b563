package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.object.EntityKey;
import dev.kindred.datastore.object.FieldMismatchException;
import dev.kindred.datastore.object.InvalidEntityTypeException;
import dev.kindred.datastore.object.Keyed;
import dev.kindred.datastore.object.MultiException;
import dev.kindred.datastore.object.NamedProperty;
import dev.kindred.datastore.object.Nested;
import dev.kindred.datastore.object.ObjectCodec;
import dev.kindred.datastore.object.ObjectOperations;
import dev.kindred.datastore.object.ObjectResults;
import dev.kindred.datastore.object.PropertyList;
import dev.kindred.datastore.object.PropertyMapped;
import dev.kindred.datastore.object.Unindexed;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Objects by key and by query. */
abstract class ObjectContract extends DatastoreScenario {

    private final ObjectOperations objects;

    ObjectContract(Datastore datastore) {
        super(datastore);
        objects = ObjectOperations.on(datastore);
    }

    record City(
            String name,
            long population,
            List<Address> halls,
            @Unindexed String text,
            Instant founded) {
        static City named(String name, long population) {
            return new City(name, population, List.of(), null, null);
        }
    }

    record Address(String street, int number) {}

    record Owned(@EntityKey Key key, String name) {}

    record Small(String name) {}

    record Wrong(String name, String population) {}

    static class Summed implements PropertyMapped {
        int i;
        int j;
        int sum;

        @EntityKey
        Key key;

        Summed() {}

        Summed(int i, int j, int sum) {
            this.i = i;
            this.j = j;
            this.sum = sum;
        }

        @Override
        public void load(PropertyList properties) {
            if (properties.first("poison") != null) {
                throw new IllegalStateException("poisoned");
            }
            ObjectCodec.of(Summed.class).load(this, properties);
            sum = i + j;
        }

        @Override
        public PropertyList save() {
            if (sum != i + j) {
                throw new IllegalStateException("inconsistent sum");
            }
            return ObjectCodec.of(Summed.class).save(this).remove("sum");
        }
    }

    @Test
    void anObjectIsReadAsItWasPut() {
        City roma =
                new City("Roma", 2_748_109, List.of(new Address("Campidoglio", 1)), "x".repeat(5_000), Instant.EPOCH);

        Key key = objects.put(key("Read", "roma"), roma);

        assertThat(key).isEqualTo(key("Read", "roma"));
        assertThat(objects.get(key, City.class)).isEqualTo(roma);
        assertThat(objects.find(key, City.class)).isEqualTo(roma);
        assertThat(datastore.get(key).value("halls.street")).isEqualTo(list(Value.of("Campidoglio")));
        assertThat(names(Query.kind("Read").filter("halls.number", Operator.EQUAL, Value.of(1))))
                .containsExactly("roma");
    }

    @Test
    void anAbsentObjectIsAnErrorOrNull() {
        Key absent = key("Absent", "x");

        assertThat(objects.find(absent, City.class)).isNull();
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> objects.get(absent, City.class))
                .satisfies(e -> assertThat(e.key()).isEqualTo(absent));
    }

    @Test
    void aPutReplacesTheWholeEntity() {
        Key key = objects.put(key("Whole", 1), City.named("Roma", 1));

        objects.put(key, new Small("Rome"));

        assertThat(datastore.get(key))
                .isEqualTo(Entity.builder(key).set("name", "Rome").build());
    }

    @Test
    void whatOneClassWroteAnotherReads() {
        Key key = objects.put(key("Other", 1), City.named("Roma", 5));

        assertThat(objects.get(key, Small.class)).isEqualTo(new Small("Roma"));
        assertThat(objects.get(key, PropertyList.class).first("population"))
                .isEqualTo(NamedProperty.of("population", Value.of(5)));
        assertThatExceptionOfType(FieldMismatchException.class)
                .isThrownBy(() -> objects.strict().get(key, Small.class))
                .satisfies(e -> assertThat(e.object()).isEqualTo(new Small("Roma")))
                .satisfies(e -> assertThat(e.key()).isEqualTo(key));
    }

    @Test
    void aMismatchCarriesTheObject() {
        Key key = objects.put(key("Mismatch", 1), City.named("Roma", 5));

        FieldMismatchException mismatch =
                catchThrowableOfType(FieldMismatchException.class, () -> objects.find(key, Wrong.class));

        assertThat(mismatch.object(Wrong.class)).isEqualTo(new Wrong("Roma", null));
        assertThat(mismatch)
                .hasMessageContaining("Cannot load field \"population\" into a Wrong: type mismatch")
                .hasMessageContaining(key.toString());
    }

    @Test
    void anObjectThatKnowsItsKeyIsPutUnderIt() {
        Key key = objects.put(new Owned(key("Owned", 1), "a"));
        Key generated = objects.put(new Owned(incomplete("Owned"), "b"));

        assertThat(objects.get(key, Owned.class)).isEqualTo(new Owned(key, "a"));
        assertThat(objects.get(generated, Owned.class)).isEqualTo(new Owned(generated, "b"));
        assertThat(objects.putAll(List.of(new Owned(key, "c"), new Owned(key("Owned", 2), "d"))))
                .containsExactly(key, key("Owned", 2));
        assertThat(objects.put(key("Owned", 3), new Owned(key, "moved"))).isEqualTo(key("Owned", 3));
        assertThat(objects.get(key("Owned", 3), Owned.class).key()).isEqualTo(key("Owned", 3));
    }

    @Test
    void anObjectWithoutAKeyCannotBePutByItself() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> objects.put(new Small("x")))
                .withMessageContaining("Small")
                .withMessageContaining("@EntityKey");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> objects.put(new Owned(null, "x")))
                .withMessageContaining("null");
    }

    @Test
    void severalObjectsAreReadInTheOrderOfTheirKeys() {
        List<Key> keys = objects.putAll(
                List.of(key("Several", 1), incomplete("Several")), List.of(new Small("a"), City.named("b", 2)));

        assertThat(objects.getAll(List.of(keys.get(1), keys.get(0), keys.get(1)), Small.class))
                .containsExactly(new Small("b"), new Small("a"), new Small("b"));
        assertThat(objects.findAll(List.of(key("Several", 9), keys.get(0)), Small.class))
                .containsExactly(null, new Small("a"));
        assertThat(objects.getAll(keys, PropertyList.class)).hasSize(2);
    }

    @Test
    void someThatAreMissingOrDoNotFitLeaveTheOthers() {
        List<Key> keys =
                objects.putAll(List.of(key("Some", 1), key("Some", 2)), List.of(new Small("a"), City.named("b", 2)));
        List<Key> asked = List.of(keys.get(0), key("Some", 8), keys.get(1), key("Some", 9));

        MultiException failed = catchThrowableOfType(MultiException.class, () -> objects.getAll(asked, Wrong.class));

        assertThat(failed.keys()).isEqualTo(asked);
        assertThat(failed.objects(Wrong.class)).containsExactly(new Wrong("a", null), null, new Wrong("b", null), null);
        assertThat(failed.errors())
                .satisfiesExactly(
                        none -> assertThat(none).isNull(),
                        missing -> assertThat(missing).isInstanceOf(NoSuchEntityException.class),
                        unfit -> assertThat(unfit).isInstanceOf(FieldMismatchException.class),
                        missing -> assertThat(missing).isInstanceOf(NoSuchEntityException.class));
        assertThat(failed)
                .hasMessage(failed.errors().get(1).getMessage() + " (and 2 other errors)")
                .hasCause(failed.errors().get(1))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .containsExactly(failed.errors().get(2), failed.errors().get(3)));
        assertThatExceptionOfType(MultiException.class)
                .isThrownBy(() -> objects.findAll(asked, Wrong.class))
                .withMessage(failed.errors().get(2).getMessage());
        assertThatExceptionOfType(MultiException.class)
                .isThrownBy(() -> objects.getAll(List.of(asked.get(1), asked.get(3)), Wrong.class))
                .withMessageEndingWith(" (and 1 other error)");
    }

    @Test
    void allKeysAreLookedAtBeforeAnythingIsDone() {
        Key good = objects.put(key("Checked", 1), new Small("a"));
        Key foreign = new Partition("another", "").key("Checked", 1);
        List<Key> asked = List.of(good, incomplete("Checked"), foreign);
        List<Small> many = List.of(new Small("b"), new Small("c"), new Small("d"));

        List<MultiException> failed = List.of(
                catchThrowableOfType(MultiException.class, () -> objects.getAll(asked, Small.class)),
                catchThrowableOfType(MultiException.class, () -> objects.findAll(asked, Small.class)),
                catchThrowableOfType(MultiException.class, () -> objects.deleteAll(asked)));

        assertThat(failed).allSatisfy(each -> {
            assertThat(each.keys()).isEqualTo(asked);
            assertThat(each.objects(Small.class)).containsOnlyNulls().hasSize(3);
            assertThat(each.errors().get(0)).isNull();
            assertThat(each.errors().subList(1, 3)).hasOnlyElementsOfType(InvalidKeyException.class);
            assertThat(each).hasMessageContaining("incomplete").hasMessageEndingWith("(and 1 other error)");
        });
        assertThatExceptionOfType(MultiException.class)
                .isThrownBy(() -> objects.putAll(asked, many))
                .satisfies(e -> assertThat(e.errors().subList(0, 2)).containsOnlyNulls())
                .satisfies(e -> assertThat(e.errors().get(2)).isInstanceOf(InvalidKeyException.class));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> objects.getAll(List.of(incomplete("Checked")), Small.class));
        assertThat(objects.getAll(Query.kind("Checked"), Small.class))
                .containsExactly(new Keyed<>(good, new Small("a")));
    }

    @Test
    void listsOfDifferentLengthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> objects.putAll(List.of(key("Length", 1)), List.of()))
                .withMessageContaining("1 keys and 0 objects");
    }

    @Test
    void nothingIsAskedForNoKeys() {
        Transaction ended = datastore.begin(TransactionOptions.DEFAULT);
        ended.rollback();
        ObjectOperations unusable = ObjectOperations.on(ended);

        assertThat(unusable.getAll(List.of(), Small.class)).isEmpty();
        assertThat(unusable.putAll(List.of(), List.of())).isEmpty();
        unusable.deleteAll(List.of());
    }

    @Test
    void anObjectThatCannotBeSavedKeepsAllFromBeingStored() {
        List<Key> keys = List.of(key("Abort", 1), key("Abort", 2));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> objects.putAll(keys, List.of(new Small("a"), new Summed(1, 2, 4))))
                .withMessage("inconsistent sum");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(
                        () -> objects.putAll(keys, List.of(new Small("a"), new City("b", 1, null, null, Instant.MAX))))
                .withMessageContaining("\"founded\"");
        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(() -> objects.putAll(keys, Arrays.asList(new Small("a"), null)))
                .withMessageContaining("object 1");
        assertThat(objects.findAll(keys, Small.class)).containsOnlyNulls();
    }

    @Test
    void valuesThatAreNoObjectsAreRefused() {
        Entity entity = Entity.builder(key("Refused", 1)).build();

        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(() -> objects.put(entity.key(), entity))
                .withMessageContaining(Entity.class.getName());
        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(() -> objects.get(entity.key(), String.class));
    }

    @Test
    void aDeletedObjectIsAbsent() {
        List<Key> keys = objects.putAll(
                List.of(key("Deleted", 1), key("Deleted", 2), key("Deleted", 3)),
                List.of(new Small("a"), new Small("b"), new Small("c")));

        objects.delete(keys.get(0));
        objects.deleteAll(List.of(keys.get(1), key("Deleted", 9)));

        assertThat(objects.findAll(keys, Small.class)).containsExactly(null, null, new Small("c"));
    }

    @Test
    void aClassCanLoadAndSaveItself() {
        Key key = objects.put(key("Summed", 1), new Summed(1, 2, 3));

        assertThat(datastore.get(key).properties().keySet()).containsExactly("i", "j");
        Summed read = objects.get(key, Summed.class);
        assertThat(read.sum).isEqualTo(3);
        assertThat(read.key).isEqualTo(key);
        read.j = 4;
        read.sum = 5;
        assertThat(objects.put(read)).isEqualTo(key);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> objects.put(key, new Summed(1, 1, 1)))
                .withMessage("inconsistent sum");
        assertThat(objects.get(key, Summed.class).sum).isEqualTo(5);
    }

    @Test
    void whatALoadThrowsReachesTheCaller() {
        Key key = datastore.put(
                Entity.builder(key("Poisoned", 1)).set("poison", true).build());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> objects.get(key, Summed.class))
                .withMessage("poisoned");
        assertThatExceptionOfType(MultiException.class)
                .isThrownBy(() -> objects.getAll(List.of(key), Summed.class))
                .withMessage("poisoned");
    }

    record Holder(Summed summed, @Nested List<Summed> more, PropertyList anything) {}

    @Test
    void aSelfMappedFieldIsAnEmbeddedEntity() {
        Summed inner = new Summed(1, 2, 3);
        inner.key = key("Inner", 1);
        PropertyList anything = PropertyList.of(NamedProperty.element("x", Value.of(1)));

        Key key = objects.put(key("Holder", 1), new Holder(inner, List.of(inner), anything));

        Holder read = objects.get(key, Holder.class);
        assertThat(read.summed().sum).isEqualTo(3);
        assertThat(read.summed().key).isEqualTo(inner.key);
        assertThat(read.more()).singleElement().satisfies(each -> assertThat(each.sum)
                .isEqualTo(3));
        assertThat(read.anything()).isEqualTo(anything);
        assertThat(names(Query.kind("Holder").filter("summed.i", Operator.EQUAL, Value.of(1))))
                .containsExactly("1");
    }

    private void putSome(String kind) {
        objects.putAll(
                List.of(key(kind, 1), key(kind, 2), key(kind, 3)),
                List.of(City.named("a", 30), City.named("b", 20), City.named("c", 10)));
    }

    @Test
    void aQueryGivesKeysAndObjects() {
        putSome("Queried");
        Query query = Query.kind("Queried").orderBy(Order.ascending("population"));

        assertThat(objects.getAll(query, Small.class))
                .containsExactly(
                        new Keyed<>(key("Queried", 3), new Small("c")),
                        new Keyed<>(key("Queried", 2), new Small("b")),
                        new Keyed<>(key("Queried", 1), new Small("a")));
        assertThat(objects.getAll(query.limit(1), PropertyList.class)
                        .get(0)
                        .object()
                        .first("name"))
                .isEqualTo(NamedProperty.of("name", Value.of("c")));
    }

    @Test
    void aQueryForKeysDoesNotLookAtTheClass() {
        putSome("Keys");

        assertThat(objects.getAll(Query.kind("Keys").keysOnly(), String.class))
                .extracting(Keyed::key, Keyed::object)
                .startsWith(org.assertj.core.groups.Tuple.tuple(key("Keys", 1), null))
                .hasSize(3);
        assertThatExceptionOfType(InvalidEntityTypeException.class)
                .isThrownBy(() -> objects.run(Query.kind("Keys"), String.class));
    }

    record Row(Instant founded, ByteString mark, String name, int population, List<Address> halls) {}

    @Test
    void aProjectedRowTakesTheTypesOfTheFields() {
        ByteString mark = ByteString.copyOf(new byte[] {-1, 0});
        Key key = objects.put(
                key("Projected", 1),
                new Row(Instant.EPOCH, mark, "Roma", 7, List.of(new Address("a", 1), new Address("b", 2))));
        Query query = Query.kind("Projected");

        assertThat(objects.getAll(query.project("founded", "mark", "halls.number"), Row.class))
                .containsExactly(
                        new Keyed<>(key, new Row(Instant.EPOCH, mark, null, 0, List.of(new Address(null, 1)))),
                        new Keyed<>(key, new Row(Instant.EPOCH, mark, null, 0, List.of(new Address(null, 2)))));
        PropertyList row =
                objects.getAll(query.project("name"), PropertyList.class).get(0).object();
        assertThat(row.isPartial()).isTrue();
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> objects.put(key, row));
    }

    @Test
    void aResultThatDoesNotFitIsSkippedWithItsKey() {
        putSome("Skipped");
        datastore.put(Entity.builder(key("Skipped", 2)).set("name", 5).build());

        try (ObjectResults<Small> results = objects.run(Query.kind("Skipped"), Small.class)) {
            assertThat(results.next().object()).isEqualTo(new Small("a"));
            assertThatExceptionOfType(FieldMismatchException.class)
                    .isThrownBy(results::next)
                    .satisfies(e -> assertThat(e.key()).isEqualTo(key("Skipped", 2)))
                    .satisfies(e -> assertThat(e.object(Small.class)).isEqualTo(new Small(null)));
            assertThat(objects.getAll(Query.kind("Skipped").startAt(results.cursor()), Small.class))
                    .extracting(Keyed::key)
                    .containsExactly(key("Skipped", 3));
            assertThat(results.next().key()).isEqualTo(key("Skipped", 3));
            assertThat(results.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(results::next);
        }
    }

    @Test
    void allResultsAreThereWhenSomeDoNotFit() {
        putSome("AllThere");
        datastore.put(Entity.builder(key("AllThere", 2)).set("name", 5).build());

        MultiException failed =
                catchThrowableOfType(MultiException.class, () -> objects.getAll(Query.kind("AllThere"), Small.class));

        assertThat(failed.keys()).containsExactly(key("AllThere", 1), key("AllThere", 2), key("AllThere", 3));
        assertThat(failed.objects(Small.class)).containsExactly(new Small("a"), new Small(null), new Small("c"));
        assertThat(failed.errors().get(1)).isInstanceOf(FieldMismatchException.class);
        assertThat(failed).hasMessage(failed.errors().get(1).getMessage());
    }

    @Test
    void aClassThatLoadsItselfRecoversToo() {
        List<Key> keys = datastore.put(List.of(
                Entity.builder(key("Recovers", 1)).set("i", "no").set("j", 1).build(),
                Entity.builder(key("Recovers", 2)).set("i", 1).build()));

        List<MultiException> failed = List.of(
                catchThrowableOfType(MultiException.class, () -> objects.getAll(keys, Summed.class)),
                catchThrowableOfType(MultiException.class, () -> objects.getAll(Query.kind("Recovers"), Summed.class)));

        assertThat(failed).allSatisfy(each -> {
            assertThat(each.keys()).isEqualTo(keys);
            assertThat(each.objects(Summed.class))
                    .extracting(summed -> summed.i + 10 * summed.j)
                    .containsExactly(10, 1);
            assertThat(each.errors().get(0)).isInstanceOf(FieldMismatchException.class);
        });
    }

    @Test
    void anotherFailureEndsTheResults() {
        datastore.put(List.of(
                Entity.builder(key("Sticky", 1)).set("i", 1).build(),
                Entity.builder(key("Sticky", 2)).set("poison", true).build(),
                Entity.builder(key("Sticky", 3)).set("i", 1).build()));
        ObjectResults<Summed> results = objects.run(Query.kind("Sticky"), Summed.class);
        results.next();

        IllegalStateException failure = catchThrowableOfType(IllegalStateException.class, results::next);

        assertThat(failure).hasMessage("poisoned");
        assertThat(catchThrowableOfType(IllegalStateException.class, results::next))
                .isSameAs(failure);
        assertThat(catchThrowableOfType(IllegalStateException.class, results::hasNext))
                .isSameAs(failure);
        assertThat(catchThrowableOfType(IllegalStateException.class, results::cursor))
                .isSameAs(failure);
        results.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> objects.getAll(Query.kind("Sticky"), Summed.class))
                .withMessage("poisoned");
    }

    @Test
    void objectsWorkInATransaction() {
        Key key = objects.put(key("Counter", 1), new Summed(1, 1, 2));

        datastore.runInTransaction(transaction -> {
            ObjectOperations inside = ObjectOperations.on(transaction);
            Summed counter = inside.get(key, Summed.class);
            counter.i++;
            counter.sum++;
            inside.put(counter);
            assertThat(inside.getAll(Query.kind("Counter"), Summed.class).get(0).object().i)
                    .isEqualTo(2);
            assertThat(objects.get(key, Summed.class).i).isEqualTo(1);
            return null;
        });

        assertThat(objects.get(key, Summed.class).i).isEqualTo(2);
    }
}
