package dev.kindred.datastore.spring.data.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.OnLoad;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Transient;
import org.springframework.data.mapping.MappingException;

/** Methods of the stored classes themselves; they need no application context. */
abstract class EntityMethodContract {

    record City(@Id Long id, String name, String sortName) {

        @OnSave
        private City withSortName() {
            return new City(id, name, name.toLowerCase(Locale.ROOT));
        }

        @OnLoad
        private City shouted() {
            return new City(id, name + "!", sortName);
        }
    }

    interface Named {
        List<String> calls();

        @OnLoad
        default void loadedNamed() {
            calls().add("interface");
        }
    }

    static class Base {
        @Transient
        List<String> calls = new ArrayList<>();

        @OnLoad
        void loadedBase() {
            calls.add("base");
        }

        @OnLoad
        void overridden() {
            calls.add("never");
        }
    }

    static class Derived extends Base implements Named {
        @Id
        String id = "x";

        int saved;

        @Override
        public List<String> calls() {
            return calls;
        }

        @OnLoad
        private void loadedDerived() {
            calls.add("derived");
        }

        @Override
        void overridden() {
            calls.add("overridden");
        }

        @OnSave
        void count() {
            saved++;
        }
    }

    static class Wrong {
        @Id
        Long id;

        @OnLoad
        static void statically() {}

        @OnSave
        String text() {
            return "";
        }

        @OnSave
        void taking(String text) {}
    }

    record Forgetful(@Id Long id) {
        @OnSave
        Forgetful nothing() {
            return null;
        }
    }

    private final LocalDatastore datastore;
    private final DatastoreTemplate template;

    EntityMethodContract(TestEngine engine) {
        datastore = engine.open();
        template = new DatastoreTemplate(datastore, new MappingDatastoreConverter(new DatastoreMappingContext()));
    }

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void e1_aRecordReturnsWhatTakesItsPlaceAndTheCallerGetsIt() {
        City saved = template.save(new City(null, "Rome", null));

        assertThat(saved).isEqualTo(new City(saved.id(), "Rome", "rome"));
        assertThat(datastore.get(template.getKey(saved)).value("sortName")).isEqualTo(Value.of("rome"));
        assertThat(template.getById(saved.id(), City.class)).isEqualTo(new City(saved.id(), "Rome!", "rome"));
        assertThat(template.findAll(City.class)).extracting(City::name).containsExactly("Rome!");
    }

    @Test
    void e1_methodsRunFromInterfacesAndTheTopmostClassDownAndAnOverriddenOneOnce() {
        template.save(new Derived());

        Derived read = template.getById("x", Derived.class);

        assertThat(read.calls).containsExactly("interface", "base", "overridden", "derived");
        assertThat(read.saved).isEqualTo(1);
    }

    @Test
    void e1_methodsThatCannotBeCalledAreAllReportedWhenTheTypeIsExamined() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.save(new Wrong()))
                .withMessageContaining("Method statically is marked @OnLoad or @OnSave and is not like")
                .withMessageContaining("Method text is marked")
                .withMessageContaining("Method taking is marked")
                .withMessageContaining("must not be static, has no parameters");
    }

    @Test
    void e1_aMethodThatReturnsNullFailsTheSave() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> template.save(new Forgetful(1L)))
                .withMessageContaining("nothing() returned null; it must return a ")
                .withMessageContaining("Forgetful");
        assertThat(template.count(Forgetful.class)).isZero();
    }
}
