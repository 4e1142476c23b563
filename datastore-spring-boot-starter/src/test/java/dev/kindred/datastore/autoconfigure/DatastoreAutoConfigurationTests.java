package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DatastoreObserver;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.store.StorageEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DatastoreAutoConfigurationTests {

    private final ApplicationContextRunner memory = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory");

    @Test
    void theDatastoreWorksWithoutConfiguration(@TempDir Path directory) {
        Path path = directory.resolve("new/store");
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.embedded.path=" + path);

        runner.run(context -> {
            assertThat(context).hasSingleBean(Datastore.class).hasBean("datastore");
            assertThat(context.getBean(StorageEngine.class).status().engine()).isEqualTo("rocksdb");
            assertThat(path).isNotEmptyDirectory();
            context.getBean(Datastore.class).put(city("Rome"));
        });
        runner.run(context ->
                assertThat(context.getBean(Datastore.class).find(key("Rome"))).isNotNull());
    }

    @Test
    void keysAreOfTheConfiguredPartition() {
        memory.withPropertyValues("kindred.datastore.app-id=shop", "kindred.datastore.namespace=eu")
                .run(context -> {
                    Datastore datastore = context.getBean(Datastore.class);

                    assertThat(datastore.partition().app()).isEqualTo("shop");
                    assertThat(datastore.partition().namespace()).isEqualTo("eu");
                });
    }

    @Test
    void nothingIsThereWhenItIsSwitchedOff() {
        memory.withPropertyValues("kindred.datastore.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(Datastore.class)
                .doesNotHaveBean(StorageEngine.class)
                .doesNotHaveBean(DatastoreLifecycle.class));
    }

    @Test
    void theApplicationsEngineIsUsed() {
        MemoryEngine mine = new MemoryEngine();

        memory.withBean("mine", StorageEngine.class, () -> mine).run(context -> {
            assertThat(context).hasSingleBean(StorageEngine.class);
            assertThat(context.getBean(LocalDatastore.class).engine()).isSameAs(mine);
            assertThat(mine.isOpen()).isTrue();
        });
        assertThat(mine.isOpen()).isFalse();
    }

    @Test
    void noEngineIsMadeForTheApplicationsDatastore() {
        Datastore mine = LocalDatastore.on(new MemoryEngine()).build();

        memory.withBean("mine", Datastore.class, () -> mine).run(context -> {
            assertThat(context.getBean(Datastore.class)).isSameAs(mine);
            assertThat(context).doesNotHaveBean(StorageEngine.class).doesNotHaveBean(DatastoreLifecycle.class);
        });
    }

    @Test
    void anUnknownEngineIsReportedWithTheNamesThatExist() {
        memory.withPropertyValues("kindred.datastore.engine=postgress").run(context -> {
            assertThat(context).hasFailed();
            assertThat(new InvalidSettingFailureAnalyzer(null).analyze(context.getStartupFailure()))
                    .satisfies(analysis -> {
                        assertThat(analysis.getDescription())
                                .contains("\"kindred.datastore.engine\"", "\"postgress\"", "no engine of this name");
                        assertThat(analysis.getAction()).contains("\"rocksdb\"", "\"postgres\"", "\"memory\"");
                    });
        });
    }

    @Test
    void theEngineIsOpenWhenTheContextHasStartedAndClosedWhenItHasStopped() {
        memory.run(context -> {
            StorageEngine engine = context.getBean(StorageEngine.class);
            Datastore datastore = context.getBean(Datastore.class);
            assertThat(engine.isOpen()).isTrue();
            datastore.put(city("Rome"));

            context.getSourceApplicationContext().stop();
            assertThat(engine.isOpen()).isFalse();

            context.getSourceApplicationContext().start();
            assertThat(engine.isOpen()).isTrue();
            assertThat(datastore.find(key("Rome"))).isNotNull();
        });
    }

    @Test
    void theEngineIsClosedWhenTheStartFailsHalfWay() {
        MemoryEngine mine = new MemoryEngine();

        memory.withBean("mine", StorageEngine.class, () -> mine)
                .withBean("user", Users.class)
                .withBean("broken", Broken.class)
                .run(context -> assertThat(context).hasFailed());

        assertThat(mine.isOpen()).isFalse();
    }

    @Test
    void aBeanMayUseTheDatastoreWhileItIsMade() {
        memory.withBean("user", Users.class)
                .run(context -> assertThat(context.getBean(Datastore.class).find(key("Rome")))
                        .isNotNull());
    }

    @Test
    void aLazyApplicationOpensTheEngineWhenItStarts() {
        memory.withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context.getBean(StorageEngine.class).isOpen())
                        .isTrue());
    }

    @Test
    void itStartsFirstAndStopsLastAndCanBePaused() {
        memory.run(context -> {
            DatastoreLifecycle lifecycle = context.getBean(DatastoreLifecycle.class);

            assertThat(lifecycle.getPhase()).isEqualTo(Integer.MIN_VALUE + 1000);
            assertThat(lifecycle.isPauseable()).isTrue();
            assertThat(lifecycle.isAutoStartup()).isTrue();
        });
    }

    @Test
    void oneLineSaysWhatWasOpened(@TempDir Path directory, CapturedOutput output) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.embedded.path=" + directory)
                .run(context -> {
                    context.getSourceApplicationContext().stop();
                    context.getSourceApplicationContext().start();
                });

        assertThat(output.getOut().lines().filter(line -> line.contains("Kindred datastore: ")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("INFO", "rocksdb at " + directory + ", fsync"));
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void observersAreToldOfCalls() {
        List<DatastoreObserver.Operation> seen = new CopyOnWriteArrayList<>();

        memory.withBean(DatastoreObserver.class, () -> (operation, outcome, nanos) -> seen.add(operation))
                .run(context -> context.getBean(Datastore.class).put(city("Rome")));

        assertThat(seen).contains(DatastoreObserver.Operation.PUT);
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsReported(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DatastoreAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.embedded.path=" + file)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(new StoreFailureAnalyzer().analyze(context.getStartupFailure()))
                            .satisfies(analysis -> {
                                assertThat(analysis.getDescription()).contains(file.toString());
                                assertThat(analysis.getAction()).contains("kindred.datastore.embedded.path");
                            });
                });
        assertThat(file).hasContent("mine");
    }

    private static Key key(String name) {
        return dev.kindred.datastore.model.Partition.DEFAULT.key("City", name);
    }

    private static Entity city(String name) {
        return Entity.builder(key(name)).build();
    }

    static final class Users {

        Users(Datastore datastore) {
            datastore.put(city("Rome"));
        }
    }

    static final class Broken {

        Broken(Users users) {
            throw new IllegalStateException("on purpose, after " + users);
        }
    }
}
