package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Keys that the Cloud client encoded, beside those of App Engine. */
class KeyDecoderTests {

    private static final Partition LIBRARY = new Partition("glibrary", "");

    private final KeyDecoder decoder = KeyDecoder.acceptingCloudKeys("glibrary");

    @Test
    void keysOfTheCloudClientGetTheApplication() {
        assertThat(decoder.decode("Eg4KCVdvcmRJbmRleBCJCA")).isEqualTo(LIBRARY.key("WordIndex", 1033));
        assertThat(decoder.decode("EhQKCVdvcmRJbmRleBoHSUFtQW5JRA")).isEqualTo(LIBRARY.key("WordIndex", "IAmAnID"));
    }

    @Test
    void keysOfAppEngineAreReadFirstAndKeepTheirApplication() {
        Key mummy = new Partition("dev~fake-app", "").key("kind", "Mummy");

        assertThat(decoder.decode(mummy.encode())).isEqualTo(mummy);
        assertThat(decoder.decode(LIBRARY.incompleteKey("K").encode())).isEqualTo(LIBRARY.incompleteKey("K"));
    }

    @Test
    void theNamespaceStaysWhileProjectAndDatabaseAreDropped() {
        // {partition_id {project_id "p", database_id "d", namespace_id "n"}, path {kind "A", id 1}, path {kind "B",
        // name "b"}}
        String text = text(
                "0a09" + "120170" + "1a0164" + "22016e" + "1205" + "0a0141" + "1001" + "1206" + "0a0142" + "1a0162");

        assertThat(decoder.decode(text))
                .isEqualTo(new Partition("glibrary", "n").key("A", 1).child("B", "b"));
    }

    @Test
    void theNamespaceMayComeAfterThePathAndTheLastElementMayLackItsId() {
        String text = text("1203" + "0a0141" + "0a03" + "22016e");

        assertThat(decoder.decode(text)).isEqualTo(new Partition("glibrary", "n").incompleteKey("A"));
    }

    @Test
    void aNegativeIdIsRead() {
        String text = text("120e" + "0a0141" + "10ffffffffffffffffff01");

        assertThat(decoder.decode(text)).isEqualTo(LIBRARY.key("A", -1));
    }

    @Test
    void whatIsNeitherIsRefusedWithWhatIsWrong() {
        refuses("0a03" + "22016e", "no path");
        refuses("1203" + "100117", "");
        refuses("1202" + "1001", "kind");
        refuses("1203" + "0a0141" + "1203" + "0a0142", "cannot be a parent");
        refuses("1208" + "0a0141" + "1001" + "1a0162", "both an id and a name");
        refuses("0a05" + "2203612f62" + "1203" + "0a0141", "a/b");
        // A reference of App Engine whose path breaks a rule is not tried as another form.
        refuses("6a0161" + "7200", "path is empty");
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> decoder.decode(""));
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> decoder.decode("*"));
    }

    @Test
    void anEmptyApplicationIsRefusedAtOnce() {
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> KeyDecoder.acceptingCloudKeys(""));
    }

    @Test
    void writingIsAppEnginesFormAlways() {
        Key key = decoder.decode("Eg4KCVdvcmRJbmRleBCJCA");

        assertThat(key.encode()).isEqualTo("aghnbGlicmFyeXIQCxIJV29yZEluZGV4GIkIDA");
        assertThat(Key.decode(key.encode())).isEqualTo(key);
    }

    private void refuses(String hex, String reason) {
        String text = text(hex);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> decoder.decode(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining(reason);
    }

    private static String text(String hex) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hex));
    }
}
