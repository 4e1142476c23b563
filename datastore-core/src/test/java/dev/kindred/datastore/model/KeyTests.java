package dev.kindred.datastore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTests {

    /** The example of the order in App Engine's rules, in order. */
    private static final List<Key> ASCENDING = List.of(
            Key.of("U", -1),
            Key.of("U", 3),
            Key.of("U", 3).child("A", 1),
            Key.of("U", 3).child("B", "x"),
            Key.of("U", 20),
            Key.of("U", "10"),
            Key.of("U", "3"),
            Key.of("U", "z"),
            Key.of("V", 1));

    @Test
    void keysAscendByPathElementsWithIdsBeforeNamesAndAncestorsFirst() {
        List<Key> shuffled = new ArrayList<>(ASCENDING);
        Collections.shuffle(shuffled, new Random(7));

        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(ASCENDING);
    }

    @Test
    void everyPairOfKeysComparesOneWayAndEqualKeysAsZero() {
        for (int left = 0; left < ASCENDING.size(); left++) {
            for (int right = 0; right < ASCENDING.size(); right++) {
                assertThat(Integer.signum(ASCENDING.get(left).compareTo(ASCENDING.get(right))))
                        .as("%s against %s", ASCENDING.get(left), ASCENDING.get(right))
                        .isEqualTo(Integer.compare(left, right));
            }
        }
    }

    @Test
    void aDeepDescendantSortsBeforeTheNextSiblingOfItsRoot() {
        Key deep = Key.of("A", 1).child("Z", "z").child("Z", "z");

        assertThat(deep).isGreaterThan(Key.of("A", 1)).isLessThan(Key.of("A", 2));
        assertThat(deep)
                .isGreaterThan(Key.of("A", 1).child("Z", "z"))
                .isLessThan(Key.of("A", 1).child("Z", "zz"));
    }

    @Test
    void namesAndKindsCompareByUtf8Bytes() {
        String lastOfBasicPlane = "\uFFFF";
        String beyond = "\uD83D\uDE00";

        assertThat(Key.of("K", lastOfBasicPlane)).isLessThan(Key.of("K", beyond));
        assertThat(Key.of(lastOfBasicPlane, 1)).isLessThan(Key.of(beyond, 1));
        assertThat(Key.of("K", "a")).isLessThan(Key.of("K", "a\0"));
        assertThat(Key.of("K", "a\0")).isLessThan(Key.of("K", "a!"));
        assertThat(Key.of("K", "Z")).isLessThan(Key.of("K", "a"));
        assertThat(Key.of("K", "z")).isLessThan(Key.of("K", "\u00e4"));
    }

    @Test
    void partitionsCompareBeforePaths() {
        Partition first = new Partition("a", "");
        Partition second = new Partition("a", "n");
        Partition third = new Partition("b", "");

        assertThat(first.key("Z", 9)).isLessThan(second.key("A", 1));
        assertThat(second.key("Z", 9)).isLessThan(third.key("A", 1));
    }

    @Test
    void anIdAndANameOfTheSameDigitsDiffer() {
        assertThat(Key.of("K", 5)).isNotEqualTo(Key.of("K", "5"));
        assertThat(Key.of("K", "5").id()).isZero();
        assertThat(Key.of("K", 5).name()).isNull();
    }

    @Test
    void equalKeysMadeApartHaveEqualHashes() {
        Key one = Key.of("A", 1).child("B", "b").child("C", -3);
        Key other = Key.of("A", 1).child("B", "b").child("C", -3);

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(Key.of("A", 2).child("B", "b").child("C", -3));
        assertThat(Key.incomplete("A")).isEqualTo(Key.incomplete("A"));
        assertThat(Key.of("A", 1)).isNotEqualTo(new Partition("app", "n").key("A", 1));
        assertThat(Key.of("A", 1)).isNotEqualTo(new Partition("other", "").key("A", 1));
    }

    @Test
    void theChildHasTheNamespaceOfItsParent() {
        Key child = new Partition("s~shop", "tenant").key("A", 1).child("B", "b");

        assertThat(child.namespace()).isEqualTo("tenant");
        assertThat(child.app()).isEqualTo("s~shop");
        assertThat(child.partition()).isEqualTo(new Partition("s~shop", "tenant"));
        assertThat(child).hasToString("!tenant:A(1)/B(\"b\")");
    }

    @Test
    void pathRunsFromTheRootToTheKey() {
        Key root = Key.of("A", 1);
        Key leaf = root.child("B", "b").incompleteChild("C");

        assertThat(leaf.path()).containsExactly(root, root.child("B", "b"), leaf);
        assertThat(leaf.root()).isEqualTo(root);
        assertThat(leaf.depth()).isEqualTo(3);
        assertThat(leaf.parent()).isEqualTo(root.child("B", "b"));
        assertThat(root.parent()).isNull();
        assertThat(leaf).hasToString("A(1)/B(\"b\")/C(no id yet)");
    }

    @Test
    void anIncompleteKeyIsCompletedOnce() {
        Key incomplete = Key.of("A", 1).incompleteChild("B");

        Key complete = incomplete.complete(42);

        assertThat(incomplete.isIncomplete()).isTrue();
        assertThat(complete).isEqualTo(Key.of("A", 1).child("B", 42));
        assertThat(complete.isIncomplete()).isFalse();
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> complete.complete(43))
                .withMessageContaining("A(1)/B(42)");
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> incomplete.complete(0));
    }

    @Test
    void ancestorsAreComparedByElementsNotByText() {
        Key one = Key.of("A", 1);

        assertThat(one.isAncestorOrSelfOf(one)).isTrue();
        assertThat(one.isAncestorOrSelfOf(one.child("B", "b").child("C", 3))).isTrue();
        assertThat(one.isAncestorOrSelfOf(Key.of("A", 10))).isFalse();
        assertThat(one.isAncestorOrSelfOf(Key.of("A", "1"))).isFalse();
        assertThat(Key.of("A", "r").isAncestorOrSelfOf(Key.of("A", "rr").child("B", 1)))
                .isFalse();
        assertThat(one.child("B", "b").isAncestorOrSelfOf(one)).isFalse();
        assertThat(one.isAncestorOrSelfOf(new Partition("app", "n").key("A", 1).child("B", 1)))
                .isFalse();
    }

    @Test
    void aKeyThatCannotExistIsRefusedWhenItIsMade() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("", 1))
                .withMessageContaining("kind");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("K", 0))
                .withMessageContaining("id of a K key is 0");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("K", ""))
                .withMessageContaining("name of a K key is empty");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.incomplete("K").child("L", 1))
                .withMessageContaining("K(no id yet)")
                .withMessageContaining("cannot be a parent");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.incomplete("K").incompleteChild("L"));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new Partition("", ""))
                .withMessageContaining("application id");
    }

    @Test
    void namespacesHaveUpToAHundredPlainCharacters() {
        assertThat(new Partition("app", "0-9.A_z").namespace()).isEqualTo("0-9.A_z");
        assertThat(new Partition("app", "n".repeat(100)).namespace()).hasSize(100);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new Partition("app", "n".repeat(101)))
                .withMessageContaining("100");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> new Partition("app", "a/b"))
                .withMessageContaining("\"a/b\"");
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> new Partition("app", "n\n"));
    }

    @Test
    void kindsAndNamesAreLimitedInBytesNotCharacters() {
        assertThat(Key.of("k".repeat(1_500), "n".repeat(1_500)).kind()).hasSize(1_500);
        assertThat(Key.of("K", "\u20ac".repeat(500)).name()).hasSize(500);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("K", "\u20ac".repeat(501)))
                .withMessageContaining("1503 bytes")
                .withMessageContaining("1500 bytes");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("k".repeat(1_501), 1))
                .withMessageContaining("Kind");
    }

    @Test
    void textWithoutUtf8FormIsNoKindAndNoName() {
        String half = "a\uD83D";

        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> Key.of("K", half));
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> Key.of(half, 1));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> Key.of("K", 1).child("L", "\uDE00\uD83D"));
        assertThat(Key.of("K", "\uD83D\uDE00").name()).hasSize(2);
    }

    @Test
    void aPathHasAtMostAHundredElements() {
        Key deepest = Key.of("K", 1);
        for (int depth = 2; depth <= 100; depth++) {
            deepest = deepest.child("K", depth);
        }
        Key limit = deepest;

        assertThat(limit.depth()).isEqualTo(100);
        assertThat(Key.decode(limit.encode())).isEqualTo(limit);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> limit.child("K", 101))
                .withMessageContaining("101 path elements")
                .withMessageContaining("100");
    }

    @Test
    void aKeySurvivesJavaSerializationCompleteOrNot() throws Exception {
        for (Key key : List.of(
                Key.of("A", 1),
                new Partition("s~shop", "n").key("A", -1).child("B", "b"),
                Key.of("A", "a").incompleteChild("B"))) {
            Key copy = (Key) read(write(key));

            assertThat(copy).isEqualTo(key).hasSameHashCodeAs(key).isEqualByComparingTo(key);
        }
    }

    /** The stream holds the text form: nothing in it depends on the layout of the class, and reading checks the key again. */
    @Test
    void javaSerializationCarriesTheTextForm() throws Exception {
        Key key = Key.of("A", 1).child("B", "b");

        String stream = new String(write(key), java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(stream).contains(key.encode());
    }

    @Test
    void aStreamWithAnotherTextIsRefusedAsSuch() throws Exception {
        byte[] stream = write(Key.of("A", 1));
        byte[] text = Key.of("A", 1).encode().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = new String(stream, java.nio.charset.StandardCharsets.ISO_8859_1)
                .indexOf(Key.of("A", 1).encode());
        for (int i = 0; i < text.length; i++) {
            stream[at + i] = 'A';
        }

        assertThatExceptionOfType(java.io.InvalidObjectException.class)
                .isThrownBy(() -> read(stream))
                .withMessageContaining("is not the text of a key");
    }

    @Test
    void theSamePathOfAnotherApplicationHasTheSameNamespace() {
        Key key = new Partition("s~shop", "n").key("A", -1).child("B", "b");

        assertThat(key.withApp("shop"))
                .isEqualTo(new Partition("shop", "n").key("A", -1).child("B", "b"));
        assertThat(key.withApp("shop").withApp("s~shop")).isEqualTo(key);
        assertThat(key.incompleteChild("C").withApp("shop").isIncomplete()).isTrue();
        assertThat(key.withApp("s~shop")).isSameAs(key);
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> key.withApp(""));
    }

    private static byte[] write(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
