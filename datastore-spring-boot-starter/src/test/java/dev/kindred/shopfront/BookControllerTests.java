package dev.kindred.shopfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreRepositoriesAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTextAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTransactionAutoConfiguration;
import dev.kindred.datastore.autoconfigure.web.DatastoreWebAutoConfiguration;
import dev.kindred.datastore.autoconfigure.web.WindowJacksonModule;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.shop.Book;
import dev.kindred.shop.BookRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.autoconfigure.web.DataWebAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

/** Rows G3, A21 and K6 over HTTP: positions, pages, keys and references in requests and answers. */
class BookControllerTests {

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTransactionAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class,
                    DatastoreRepositoriesAutoConfiguration.class,
                    DatastoreTextAutoConfiguration.class,
                    DatastoreWebAutoConfiguration.class,
                    DataWebAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class))
            .withUserConfiguration(Books.class)
            .withBean(BookController.class)
            .withPropertyValues("kindred.datastore.engine=memory");

    @AutoConfigurationPackage(basePackageClasses = Book.class)
    @Configuration(proxyBeanMethods = false)
    static class Books {}

    private static MockMvc mvc(AssertableWebApplicationContext context) {
        BookRepository books = context.getBean(BookRepository.class);
        for (long id = 1; id <= 5; id++) {
            books.save(new Book(id, "Volume " + id, "new"));
        }
        return MockMvcBuilders.webAppContextSetup(context).build();
    }

    private static String body(MockMvc mvc, String address) throws Exception {
        return mvc.perform(get(address))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    @Test
    void g3_aWindowIsContentAndTheCursorThatLeadsToTheNext() {
        web.run(context -> {
            MockMvc mvc = mvc(context);
            List<String> titles = new ArrayList<>();
            String next = "";
            int windows = 0;
            while (next != null) {
                String json = body(mvc, "/books?state=new&cursor=" + next);
                titles.addAll(JsonPath.<List<String>>read(json, "$.content[*].title"));
                next = JsonPath.read(json, "$.next");
                windows++;
            }

            assertThat(titles).containsExactly("Volume 1", "Volume 2", "Volume 3", "Volume 4", "Volume 5");
            assertThat(windows).isEqualTo(3);
        });
    }

    @Test
    void whatIsNoCursorIsABadRequest() {
        web.run(context ->
                mvc(context).perform(get("/books?state=new&cursor=*")).andExpect(status().isBadRequest()));
    }

    @Test
    void pageableAndSortAreSpringBoots() {
        web.run(context -> assertThat(JsonPath.<List<String>>read(
                        body(mvc(context), "/pages?state=new&page=1&size=2&sort=title,desc"), "$[*].title"))
                .containsExactly("Volume 3", "Volume 2"));
    }

    @Test
    void k6_keysAndReferencesAreTextInPathsAndJson() {
        web.run(context -> {
            MockMvc mvc = mvc(context);
            String key = context.getBean(DatastoreOperations.class)
                    .createKey(Book.class, 3L)
                    .encode();

            mvc.perform(get("/books/{key}", key)).andExpect(jsonPath("$.title").value("Volume 3"));
            mvc.perform(get("/references/{key}", key))
                    .andExpect(content()
                            .json("{\"book\":\"" + key + "\",\"place\":{\"latitude\":41.9,\"longitude\":12.5}}"));
            mvc.perform(get("/references/nonsense")).andExpect(status().isBadRequest());
        });
    }

    @Test
    void a21_windowsReachedByOffsetsAndOtherKeysetsLeadOnToo() {
        JsonMapper mapper =
                JsonMapper.builder().addModule(new WindowJacksonModule()).build();
        Window<String> window =
                Window.from(List.of("a", "b"), index -> ScrollPosition.forward(Map.of("id", index)), true);

        assertThat(mapper.writeValueAsString(window)).isEqualTo("{\"content\":[\"a\",\"b\"],\"next\":{\"id\":1}}");
        assertThat(mapper.writeValueAsString(
                        Window.from(List.of("a", "b"), OffsetScrollPosition.positionFunction(4), true)))
                .isEqualTo("{\"content\":[\"a\",\"b\"],\"next\":5}");
        assertThat(mapper.writeValueAsString(Window.from(List.of(), index -> ScrollPosition.keyset(), false)))
                .isEqualTo("{\"content\":[],\"next\":null}");
    }

    @Test
    void itCanBeSwitchedOffAndIsNotThereWithoutTheWeb() {
        web.withPropertyValues("kindred.datastore.web.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WindowJacksonModule.class));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DatastoreAutoConfiguration.class,
                        DatastoreDataAutoConfiguration.class,
                        DatastoreWebAutoConfiguration.class))
                .withPropertyValues("kindred.datastore.engine=memory")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(WindowJacksonModule.class)
                        .doesNotHaveBean("datastoreWebMvcConfigurer"));
    }
}
