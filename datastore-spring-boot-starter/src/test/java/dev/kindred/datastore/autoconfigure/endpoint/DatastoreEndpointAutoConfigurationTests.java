package dev.kindred.datastore.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Row A16. */
class DatastoreEndpointAutoConfigurationTests {

    private static final String[] SETTINGS = {
        "kindred.datastore.engine=memory",
        "kindred.datastore.query.slow-threshold=1ns",
        "management.endpoints.web.exposure.include=datastore",
        "management.endpoints.jmx.exposure.include=datastore"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class))
            .withPropertyValues(SETTINGS);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    WebEndpointAutoConfiguration.class,
                    ManagementContextAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class))
            .withPropertyValues(SETTINGS);

    private static void fill(LocalDatastore datastore) {
        datastore.declareIndexes(IndexYaml.read("""
                indexes:
                - kind: Car
                  properties:
                  - name: colour
                  - name: price
                    direction: desc
                """, "the test"));
        datastore.buildIndexes(() -> false);
        datastore.put(Entity.builder(datastore.partition().key("Car", 1))
                .set("colour", "secret blue")
                .set("price", 7)
                .build());
        datastore.put(
                Entity.builder(datastore.partition().withNamespace("other").key("Car", 1))
                        .set("doors", 5)
                        .build());
        datastore
                .run(Query.kind("Car")
                        .filter("colour", Operator.EQUAL, Value.of("secret blue"))
                        .orderBy(Order.descending("price")))
                .toList();
    }

    /** As others read it: a change of this text is a change of an API. */
    private static final String WHOLE = """
            {
              "engine": { "name": "memory", "state": "open", "details": {} },
              "namespaces": ["", "other"],
              "kinds": [
                { "namespace": "", "kind": "Car", "entities": 1, "indexRows": 4 },
                { "namespace": "other", "kind": "Car", "entities": 1, "indexRows": 2 }
              ],
              "indexes": {
                "single": "Every property that is not excluded is indexed, ascending and descending; queries combine these indexes.",
                "composite": [ { "kind": "Car", "properties": ["colour", "-price"], "state": "built" } ]
              },
              "slowQueries": {
                "thresholdMillis": 0,
                "queries": [
                  {
                    "gql": "SELECT * FROM Car WHERE colour = ? ORDER BY price DESC",
                    "kind": "Car", "runs": 1, "resultsReturned": 1, "advice": []
                  }
                ]
              }
            }
            """;

    @Test
    void a16_pain21_theWholeStoreIsToldOfWithoutTheWebAndWithoutValues() {
        runner.run(context -> {
            fill(context.getBean(LocalDatastore.class));

            String json = JsonMapper.shared()
                    .writeValueAsString(context.getBean(DatastoreEndpoint.class).datastore());

            JSONAssert.assertEquals(WHOLE, json, JSONCompareMode.LENIENT);
            assertThat(json).doesNotContain("secret", "example", "problem");
        });
    }

    @Test
    void aKindIsToldOfWithItsPropertiesOverHttp() {
        web.run(context -> {
            fill(context.getBean(LocalDatastore.class));
            MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                    .build();

            mvc.perform(get("/actuator/datastore"))
                    .andExpect(status().isOk())
                    .andExpect(content().json(WHOLE));
            mvc.perform(get("/actuator/datastore/Car"))
                    .andExpect(status().isOk())
                    .andExpect(content().json("""
                            {
                              "kind": "Car",
                              "namespace": "",
                              "statistics": [ { "namespace": "" }, { "namespace": "other" } ],
                              "properties": { "colour": ["STRING"], "price": ["INT64"] },
                              "compositeIndexes": [ { "state": "built" } ],
                              "slowQueries": [ { "runs": 1 } ]
                            }
                            """));
            mvc.perform(get("/actuator/datastore/Car?namespace=other"))
                    .andExpect(jsonPath("$.properties.doors[0]").value("INT64"));
            mvc.perform(get("/actuator/datastore/Bus")).andExpect(status().isNotFound());
        });
    }

    @Test
    void valuesAreShownWhereThatIsAllowed() {
        web.withPropertyValues("management.endpoint.datastore.show-values=always")
                .run(context -> {
                    fill(context.getBean(LocalDatastore.class));

                    MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                            .build()
                            .perform(get("/actuator/datastore/Car"))
                            .andExpect(jsonPath("$.slowQueries[0].example")
                                    .value(org.hamcrest.Matchers.containsString("secret blue")));
                });
        web.withPropertyValues("management.endpoint.datastore.show-values=when-authorized")
                .run(context -> {
                    fill(context.getBean(LocalDatastore.class));

                    MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                            .build()
                            .perform(get("/actuator/datastore/Car"))
                            .andExpect(jsonPath("$.slowQueries[0].example").doesNotExist());
                });
    }

    @Test
    void accessNoneTakesTheEndpointAway() {
        runner.withPropertyValues("management.endpoint.datastore.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DatastoreEndpoint.class));
    }

    @Test
    void withoutExposureOrActuatorThereIsNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class, DatastoreEndpointAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DatastoreEndpoint.class));
        runner.withClassLoader(
                        new FilteredClassLoader(org.springframework.boot.actuate.endpoint.annotation.Endpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("datastoreEndpoint"));
    }

    @Test
    void aClosedEngineStaysClosed() {
        runner.run(context -> {
            StorageEngine engine = context.getBean(StorageEngine.class);
            engine.close();

            DatastoreDescriptor told = context.getBean(DatastoreEndpoint.class).datastore();

            assertThat(told.engine().state()).isEqualTo("closed");
            assertThat(told.kinds()).isEmpty();
            assertThat(context.getBean(DatastoreEndpoint.class).kind("Car", null))
                    .isNull();
            assertThat(engine.isOpen()).isFalse();
        });
    }

    @Test
    void anApplicationsOwnEndpointIsUsed() {
        Datastore none = LocalDatastore.on(new dev.kindred.datastore.engine.memory.MemoryEngine())
                .build();
        runner.withBean(
                        "mine",
                        DatastoreEndpoint.class,
                        () -> new DatastoreEndpoint(
                                none,
                                null,
                                new dev.kindred.datastore.autoconfigure.slow.SlowQueries(java.time.Duration.ZERO),
                                org.springframework.boot.actuate.endpoint.Show.NEVER))
                .run(context -> assertThat(context.getBeanNamesForType(DatastoreEndpoint.class))
                        .containsExactly("mine"));
    }
}
