package dev.kindred.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The requests of the first steps. */
// tag::application[]
@SpringBootTest(properties = "kindred.datastore.engine=memory")
@AutoConfigureMockMvc
@DirtiesContext
class LibraryControllerTests {

    @Autowired
    MockMvcTester mvc;

    @Test
    void bookIsAddedAndFound() {
        String book = "{\"title\": \"Emma\", \"author\": \"Jane Austen\", \"pages\": 474}";
        assertThat(mvc.post()
                        .uri("/books")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(book))
                .hasStatusOk()
                .bodyJson()
                .hasPath("$.id");

        assertThat(mvc.get().uri("/books?author={author}&pages=300", "Jane Austen"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[0].title")
                .isEqualTo("Emma");
    }
}
// end::application[]
