package dev.kindred.datastore.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.spring.data.text.DatastoreJacksonModule;
import dev.kindred.datastore.spring.data.text.TextConverter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

class DatastoreTextAutoConfigurationTests {

    private static final Key KEY = Key.of("Country", "IT").child("City", 17);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTextAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory")
            .withBean(Cities.class);

    @RestController
    static class Cities {

        record Answer(Key key, @Nullable Cursor after, Map<Key, Integer> votes) {}

        @GetMapping("/cities/{key}")
        Answer city(@PathVariable Key key, @RequestParam @Nullable Cursor after) {
            return new Answer(key, after, Map.of(key, 1));
        }

        @PostMapping("/cities")
        Key echo(@RequestBody Answer answer) {
            return answer.key();
        }
    }

    @Test
    void k6_a21_pain13_keysAndCursorsAreTextInUrlsAndBodies() {
        Cursor cursor = new Cursor(ByteString.copyOf(new byte[] {1, 2, 3}));
        web.run(context -> {
            MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                    .build();
            String body = "{\"key\":\"%1$s\",\"after\":\"AQID\",\"votes\":{\"%1$s\":1}}".formatted(KEY.encode());

            mvc.perform(get("/cities/{key}?after={after}", KEY.encode(), cursor.toUrlSafe()))
                    .andExpect(status().isOk())
                    .andExpect(content().json(body));
            mvc.perform(post("/cities").contentType(MediaType.APPLICATION_JSON).content(body))
                    .andExpect(content().string("\"" + KEY.encode() + "\""));
        });
    }

    @Test
    void whatIsNoKeyIsABadRequest() {
        web.run(context -> {
            MockMvc mvc = MockMvcBuilders.webAppContextSetup((WebApplicationContext) context)
                    .build();

            mvc.perform(get("/cities/nonsense")).andExpect(status().isBadRequest());
            mvc.perform(get("/cities/{key}?after=*", KEY.encode())).andExpect(status().isBadRequest());
            mvc.perform(post("/cities").contentType(MediaType.APPLICATION_JSON).content("{\"key\":17,\"votes\":{}}"))
                    .andExpect(status().isBadRequest());
        });
    }

    @Test
    void anApplicationsOwnConverterAndModuleAreUsed() {
        TextConverter converter = new TextConverter();
        DatastoreJacksonModule module = new DatastoreJacksonModule();

        web.withBean(TextConverter.class, () -> converter)
                .withBean(DatastoreJacksonModule.class, () -> module)
                .run(context -> {
                    assertThat(context.getBean(TextConverter.class)).isSameAs(converter);
                    assertThat(context.getBean(DatastoreJacksonModule.class)).isSameAs(module);
                });
    }

    @Test
    void withoutJacksonThereIsTheConverterAlone() {
        web.withClassLoader(new FilteredClassLoader("tools.jackson")).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(TextConverter.class)
                .doesNotHaveBean(DatastoreJacksonModule.class));
    }

    @Test
    void keysOfAnAcceptedApplicationFindTheirEntity() {
        web.withPropertyValues("kindred.datastore.app-id=guestbook", "kindred.datastore.accepted-app-ids=s~guestbook")
                .run(context -> {
                    Datastore datastore = context.getBean(Datastore.class);
                    datastore.put(Entity.builder(datastore.partition().key("G", 1))
                            .set("n", 5)
                            .build());

                    assertThat(datastore.find(new Partition("s~guestbook", "").key("G", 1)))
                            .isNotNull();
                });
    }
}
