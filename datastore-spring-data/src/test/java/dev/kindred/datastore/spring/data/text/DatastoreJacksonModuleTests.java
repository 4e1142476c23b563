package dev.kindred.datastore.spring.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class DatastoreJacksonModuleTests {

    private static final Key PERSON = new Partition("glibrary", "").key("Person", 1);
    private static final String TEXT = "aghnbGlicmFyeXIMCxIGUGVyc29uGAEM";
    private static final Cursor CURSOR = new Cursor(ByteString.copyOf(new byte[] {1, -1, 2}));

    private final JsonMapper json =
            JsonMapper.builder().addModule(new DatastoreJacksonModule()).build();

    record Page(
            @Nullable Key first,
            List<@Nullable Key> keys,
            Map<Key, Integer> votes,
            @Nullable Cursor next) {}

    @Test
    void k6_a21_keysAndCursorsAreStringsWhereverTheyStand() {
        Page page = new Page(PERSON, java.util.Arrays.asList(PERSON, null), Map.of(PERSON, 3), CURSOR);

        String text = json.writeValueAsString(page);

        assertThat(text)
                .isEqualTo(
                        "{\"first\":\"%1$s\",\"keys\":[\"%1$s\",null],\"votes\":{\"%1$s\":3},\"next\":\"Af8C\"}", TEXT);
        assertThat(json.readValue(text, Page.class)).isEqualTo(page);
    }

    @Test
    void nullIsNull() {
        Page page = new Page(null, List.of(), Map.of(), null);

        assertThat(json.readValue(json.writeValueAsString(page), Page.class)).isEqualTo(page);
        assertThat(json.readValue("null", Key.class)).isNull();
    }

    @Test
    void anIncompleteKeyHasATextToo() {
        Key incomplete = PERSON.incompleteChild("Letter");

        assertThat(json.readValue(json.writeValueAsString(incomplete), Key.class))
                .isEqualTo(incomplete);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "true", "{}", "[\"a\"]", "1.5"})
    void whatIsNoQuotedStringIsRefusedAsSuch(String text) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue(text, Key.class))
                .withMessageContaining("A datastore key in JSON is a quoted string or null, not ");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue(text, Cursor.class))
                .withMessageContaining("A cursor in JSON is a quoted string or null, not ");
    }

    @Test
    void aStringThatIsNoKeyIsRefusedWithTheReason() {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue("\"aghnbGli\"", Key.class))
                .withMessageContaining("\"aghnbGli\" is not the text of a key: it ends too early");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue("{\"aghnbGli\":1}", new TypeReference<Map<Key, Integer>>() {}))
                .withMessageContaining("is not the text of a key: it ends too early");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.readValue("\"*\"", Cursor.class))
                .withMessageContaining("\"*\" is not a cursor");
    }

    @Test
    void k6_aDecoderMayAcceptCloudKeys() {
        JsonMapper accepting = JsonMapper.builder()
                .addModule(new DatastoreJacksonModule(KeyDecoder.acceptingCloudKeys("glibrary")))
                .build();

        assertThat(accepting.readValue("\"Eg4KCVdvcmRJbmRleBCJCA\"", Key.class))
                .isEqualTo(new Partition("glibrary", "").key("WordIndex", 1033));
    }

    record Loan(Ref<Object> book) {}

    @Test
    void k6_r1_a21_referenceIsItsKeyAndIsReadWithoutAnObject() {
        Key key = Key.of("Book", 1);

        String text = json.writeValueAsString(new Loan(Ref.lazy(key, missing -> {
            throw new AssertionError("loads nothing");
        })));

        assertThat(text).isEqualTo("{\"book\":\"" + key.encode() + "\"}");
        assertThat(json.readValue(text, Loan.class).book().key()).isEqualTo(key);
    }
}
