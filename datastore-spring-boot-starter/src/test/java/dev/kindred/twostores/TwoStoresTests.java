package dev.kindred.twostores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreRepositoriesAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.map.repository.config.EnableMapRepositories;

/** Each store takes the repositories whose entities, or whose interfaces, are its own. */
class TwoStoresTests {

    @Test
    void eachStoreTakesItsOwnRepositories() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DatastoreTransactionAutoConfiguration.class,
                        DatastoreDataAutoConfiguration.class,
                        DatastoreRepositoriesAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> {
                    context.getBean(NoteRepository.class).save(new Note("n", "in the datastore"));
                    context.getBean(SettingRepository.class).save(new Setting("s", "in the map"));

                    Datastore datastore = context.getBean(Datastore.class);
                    assertThat(datastore.find(datastore.partition().key("Note", "n")))
                            .isNotNull();
                    assertThat(datastore.find(datastore.partition().key("Setting", "s")))
                            .isNull();
                    assertThat(context.getBean(SettingRepository.class).findById("s"))
                            .isPresent();
                });
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @EnableMapRepositories
    static class Application {}
}
