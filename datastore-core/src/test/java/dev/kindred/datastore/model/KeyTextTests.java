package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of keys against strings that App Engine itself made. */
class KeyTextTests {

    private static final Partition LIBRARY = new Partition("glibrary", "");

    static Stream<Arguments> keysOfAppEngine() {
        return Stream.of(
                Arguments.of("aghnbGlicmFyeXIMCxIGUGVyc29uGAEM", LIBRARY.key("Person", 1)),
                Arguments.of(
                        "aghnbGlicmFyeXIdCxIFR3JhcGgiEmdyYXBoOjctZGF5LWFjdGl2ZQw",
                        LIBRARY.key("Graph", "graph:7-day-active")),
                Arguments.of(
                        "aghnbGlicmFyeXIhCxIJV29yZEluZGV4GIChPgwLEglXb3JkSW5kZXgYiQgM",
                        LIBRARY.key("WordIndex", 1_020_032).child("WordIndex", 1_033)),
                Arguments.of(
                        "agd0ZXN0QXBwch4LEgRraW5kIgVuYW1lMAwLEgRraW5kIgVuYW1lMgw",
                        new Partition("testApp", "").key("kind", "name0").child("kind", "name2")),
                Arguments.of(
                        "agxkZXZ-ZmFrZS1hcHByDwsSBGtpbmQiBU11bW15DA",
                        new Partition("dev~fake-app", "").key("kind", "Mummy")));
    }

    @ParameterizedTest
    @MethodSource("keysOfAppEngine")
    void keysOfAppEngineAreReadAndWrittenByteForByte(String text, Key key) {
        assertThat(Key.decode(text)).isEqualTo(key);
        assertThat(key.encode()).isEqualTo(text);
    }

    @Test
    void theBytesAreThoseOfTheProtocolMessage() {
        assertThat(hex(LIBRARY.key("Person", 1).encode()))
                .isEqualTo("6a08676c696272617279720c0b1206506572736f6e18010c");
    }

    @Test
    void theNamespaceIsFieldTwentyAndComesLast() {
        assertThat(hex(new Partition("a", "ns").key("K", 1).encode()))
                .isEqualTo("6a0161" + "72070b12014b18010c" + "a201026e73");
    }

    @Test
    void aNegativeIdTakesTenBytes() {
        Key key = new Partition("a", "").key("K", -1);

        assertThat(hex(key.encode())).isEqualTo("6a0161" + "72100b12014b18ffffffffffffffffff010c");
        assertThat(Key.decode(key.encode())).isEqualTo(key);
        Key least = Key.of("K", Long.MIN_VALUE);
        assertThat(Key.decode(least.encode())).isEqualTo(least);
    }

    @Test
    void anIncompleteKeyHasATextForm() {
        Key key = Key.of("A", "a").incompleteChild("B");

        assertThat(Key.decode(key.encode())).isEqualTo(key);
        assertThat(Key.decode(Key.incomplete("A").encode())).isEqualTo(Key.incomplete("A"));
    }

    @Test
    void paddingMayBeThereOrNot() {
        assertThat(Key.decode("agxkZXZ-ZmFrZS1hcHByDwsSBGtpbmQiBU11bW15DA=="))
                .isEqualTo(new Partition("dev~fake-app", "").key("kind", "Mummy"));
    }

    @Test
    void lineBreaksAreReadOver() {
        assertThat(Key.decode("agxkZXZ-ZmFrZS1hcHBy\r\nDwsSBGtpbmQiBU11bW15DA\n"))
                .isEqualTo(new Partition("dev~fake-app", "").key("kind", "Mummy"));
    }

    @Test
    void unknownFieldsAreSkipped() {
        String withDatabase = text("6a0161" + "72070b12014b18010c" + "ba01026462");
        String withOddFields = text(
                "0801" + "6a0161" + "111122334455667788" + "72090b12014b1801" + "28070c" + "2a0178" + "3d01020304");
        String withGroup = text("6a0161" + "72070b12014b18010c" + "0b0801130c");

        assertThat(Key.decode(withDatabase)).isEqualTo(new Partition("a", "").key("K", 1));
        assertThat(Key.decode(withOddFields)).isEqualTo(new Partition("a", "").key("K", 1));
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> Key.decode(withGroup));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "A", // no length of base64
                "aghn bGli", // a space
                "aghnbGlicmFyeXIMCxIGUGVyc29uGAE*", // a character outside the alphabet
                "aghnbGlicmFyeXIMCxIGUGVyc29uGAE", // the last group is not closed
                "Eg4KCVdvcmRJbmRleBCJCA", // Cloud's form has neither application nor path
                "aghnbGlicmFyeQ" // no path
            })
    void whatIsNoKeyIsRefused(String text) {
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> Key.decode(text));
    }

    @Test
    void aMessageThatIsNoKeyIsRefusedWithWhatIsWrong() {
        refuses("72070b12014b18010c", "application");
        refuses("6a0161", "path");
        refuses("6a0161" + "7200", "path is empty");
        refuses("6a00" + "72070b12014b18010c", "application id");
        refuses("6a0161" + "72040b18010c", "no kind");
        refuses("6a0161" + "72060b120018010c", "kind");
        refuses("6a0161" + "720a0b12014b180122016e0c", "both an id and a name");
        refuses("6a0161" + "720c" + "0b12014b0c" + "0b12014b18010c", "cannot be a parent");
        refuses("6a0161" + "72070b12014b18010c" + "a20103612f62", "a/b");
        refuses("6a01ff" + "72070b12014b18010c", "UTF-8");
        refuses("6a0561", "ends too early");
    }

    @Test
    void aKeyOfTheCloudClientIsRefusedWithTheWayOut() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.decode("Eg4KCVdvcmRJbmRleBCJCA"))
                .withMessageContaining("\"Eg4KCVdvcmRJbmRleBCJCA\"")
                .withMessageContaining("KeyDecoder.acceptingCloudKeys(");
    }

    /** A wrong count in the loop over groups would read past the end or never finish: every cut must fail, and at once. */
    @Test
    void everyCutOffKeyIsRefused() {
        byte[] whole = Base64.getUrlDecoder()
                .decode(new Partition("a", "n").key("K", "name").child("L", -5).encode());
        // Cut before the namespace, field 20, the message is a whole key of the default namespace.
        int namespaceStartsAt = whole.length - 4;

        for (int length = 0; length < whole.length; length++) {
            if (length != namespaceStartsAt) {
                String cut =
                        Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(whole, length));
                assertThatExceptionOfType(InvalidKeyException.class)
                        .as("the first %d bytes", length)
                        .isThrownBy(() -> Key.decode(cut));
            }
        }
    }

    @Test
    void randomBytesAreReadAsAKeyOrRefusedButNothingElseHappens() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Base64.getUrlDecoder()
                    .decode(LIBRARY.key("Person", 1).child("Graph", "name").encode());
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                Key key = Key.decode(text);
                assertThat(Key.decode(key.encode())).isEqualTo(key);
            } catch (InvalidKeyException refused) {
                assertThat(refused.getMessage())
                        .as("seed %d, text %s", seed, text)
                        .contains("\"");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        }
    }

    @Test
    void everyKeyIsReadBackAsItWasWritten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> names = List.of("a", " ", "a/b", "\u00e4\u20ac", "\uD83D\uDE00", "\0", "__x__", "1");
        for (int round = 0; round < 2_000; round++) {
            Partition partition = new Partition(
                    random.nextBoolean() ? "s~app" : "e~example.com:app", random.nextBoolean() ? "" : "n-1");
            Key key = partition.key("K" + random.nextInt(3), random.nextLong() | 1);
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                key = random.nextBoolean()
                        ? key.child("K", names.get(random.nextInt(names.size())))
                        : key.child("L", random.nextLong() | 1);
            }
            assertThat(Key.decode(key.encode())).as("seed %d", seed).isEqualTo(key);
        }
    }

    private static void refuses(String hex, String reason) {
        String text = text(hex);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.decode(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining(reason);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(text));
    }

    private static String text(String hex) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(hex));
    }
}
