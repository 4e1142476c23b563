package dev.kindred.datastore.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * App Engine's text form of a key: base64url of the protocol message {@code Reference}, fields in ascending order.
 *
 * <pre>
 * Reference  app = 13 (string)  path = 14 (message)  name_space = 20 (string, absent if empty)
 * Path       element = 1 (group)
 * Element    type = 2 (string)  id = 3 (varint) or name = 4 (string)
 * </pre>
 *
 * Written by hand because it is forty lines and the format is frozen: every App Engine application ever deployed has such keys in its links. Source:
 * {@code golang/appengine}, {@code datastore/key.go} and {@code internal/datastore}.
 */
final class KeyText {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int START_GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FIXED32 = 5;

    private KeyText() {}

    static String encode(Key key) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (Key element : key.path()) {
            varint(path, 1 << 3 | START_GROUP);
            string(path, 2, element.kind());
            if (element.name() != null) {
                string(path, 4, element.name());
            } else if (element.id() != 0) {
                varint(path, 3 << 3 | VARINT);
                varint(path, element.id());
            }
            varint(path, 1 << 3 | END_GROUP);
        }
        ByteArrayOutputStream reference = new ByteArrayOutputStream();
        string(reference, 13, key.app());
        bytes(reference, 14, path.toByteArray());
        if (!key.namespace().isEmpty()) {
            string(reference, 20, key.namespace());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(reference.toByteArray());
    }

    static Key decode(String text) {
        if (text.isEmpty()) {
            throw new InvalidKeyException("The text of a key is empty.");
        }
        try {
            return new Reader(Base64.getUrlDecoder().decode(text)).reference();
        } catch (IllegalArgumentException | InvalidKeyException e) {
            String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            InvalidKeyException refused =
                    new InvalidKeyException("\"" + shown + "\" is not the text of a key: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private static void string(ByteArrayOutputStream out, int field, String value) {
        bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | LENGTH);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Reads the message; unknown fields are skipped, a missing required one is an error. */
    private static final class Reader {

        private final ByteBuffer in;

        Reader(byte[] bytes) {
            this.in = ByteBuffer.wrap(bytes);
        }

        Key reference() {
            String app = null;
            byte[] path = null;
            String namespace = "";
            while (in.hasRemaining()) {
                long tag = varint();
                if (tag == (13 << 3 | LENGTH)) {
                    app = string();
                } else if (tag == (14 << 3 | LENGTH)) {
                    path = bytes();
                } else if (tag == (20 << 3 | LENGTH)) {
                    namespace = string();
                } else {
                    skip(tag);
                }
            }
            if (app == null || path == null) {
                throw new InvalidKeyException("it names no " + (app == null ? "application" : "path"));
            }
            Key key = new Reader(path).path(new Partition(app, namespace));
            if (key == null) {
                throw new InvalidKeyException("its path is empty");
            }
            return key;
        }

        private @Nullable Key path(Partition partition) {
            Key key = null;
            while (in.hasRemaining()) {
                long tag = varint();
                if (tag == (1 << 3 | START_GROUP)) {
                    key = element(partition, key);
                } else {
                    skip(tag);
                }
            }
            return key;
        }

        private Key element(Partition partition, @Nullable Key parent) {
            String kind = null;
            String name = null;
            long id = 0;
            for (long tag = varint(); tag != (1 << 3 | END_GROUP); tag = varint()) {
                if (tag == (2 << 3 | LENGTH)) {
                    kind = string();
                } else if (tag == (3 << 3 | VARINT)) {
                    id = varint();
                } else if (tag == (4 << 3 | LENGTH)) {
                    name = string();
                } else {
                    skip(tag);
                }
            }
            if (kind == null) {
                throw new InvalidKeyException("a path element has no kind");
            }
            String given = name == null ? "" : name;
            boolean named = !given.isEmpty();
            if (named && id != 0) {
                throw new InvalidKeyException("a path element of kind \"" + kind + "\" has both an id and a name");
            }
            if (parent == null) {
                return named
                        ? partition.key(kind, given)
                        : id != 0 ? partition.key(kind, id) : partition.incompleteKey(kind);
            }
            return named ? parent.child(kind, given) : id != 0 ? parent.child(kind, id) : parent.incompleteChild(kind);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = take();
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new InvalidKeyException("a number is longer than 10 bytes");
        }

        private byte take() {
            if (!in.hasRemaining()) {
                throw new InvalidKeyException("it ends too early");
            }
            return in.get();
        }

        private byte[] bytes() {
            long length = varint();
            if (length < 0 || length > in.remaining()) {
                throw new InvalidKeyException("it ends too early");
            }
            byte[] bytes = new byte[(int) length];
            in.get(bytes);
            return bytes;
        }

        private String string() {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new InvalidKeyException("a string in it is not UTF-8");
            }
        }

        private void skip(long tag) {
            if (tag >>> 3 == 0) {
                throw new InvalidKeyException("it has a field with number 0");
            }
            switch ((int) (tag & 7)) {
                case VARINT -> varint();
                case FIXED64 -> fixed(8);
                case LENGTH -> bytes();
                case FIXED32 -> fixed(4);
                case START_GROUP -> skipGroup(tag >>> 3);
                default -> throw new InvalidKeyException("it is not a protocol message");
            }
        }

        private void skipGroup(long field) {
            for (long tag = varint(); tag != (field << 3 | END_GROUP); tag = varint()) {
                skip(tag);
            }
        }

        private void fixed(int bytes) {
            for (int i = 0; i < bytes; i++) {
                take();
            }
        }
    }
}
