package dev.kindred.datastore.model;

import java.io.ByteArrayOutputStream;
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

    private KeyText() {}

    static String encode(Key key) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (Key element : key.path()) {
            varint(path, 1 << 3 | ProtocolReader.START_GROUP);
            string(path, 2, element.kind());
            if (element.name() != null) {
                string(path, 4, element.name());
            } else if (element.id() != 0) {
                varint(path, 3 << 3 | ProtocolReader.VARINT);
                varint(path, element.id());
            }
            varint(path, 1 << 3 | ProtocolReader.END_GROUP);
        }
        ByteArrayOutputStream reference = new ByteArrayOutputStream();
        string(reference, 13, key.app());
        bytes(reference, 14, path.toByteArray());
        if (!key.namespace().isEmpty()) {
            string(reference, 20, key.namespace());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(reference.toByteArray());
    }

    /**
     * Reads the text form.
     *
     * @param cloudApp the application of keys in the Cloud client's form, or null if they are refused
     */
    static Key decode(String text, @Nullable String cloudApp) {
        if (text.isEmpty()) {
            throw new InvalidKeyException("The text of a key is empty.");
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(unbroken(text));
            Key key = new Reader(bytes).reference();
            return key != null ? key : withoutReference(bytes, cloudApp);
        } catch (IllegalArgumentException | InvalidKeyException e) {
            String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            InvalidKeyException refused =
                    new InvalidKeyException("\"" + shown + "\" is not the text of a key: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** Mail programs break long links, and Go's decoder reads over it. */
    private static String unbroken(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\n", "").replace("\r", "");
    }

    /** A key of the Cloud client is a {@code Reference} of unknown fields only: it shows by what is missing. */
    private static Key withoutReference(byte[] bytes, @Nullable String cloudApp) {
        if (cloudApp != null) {
            return CloudKeyText.read(new ProtocolReader(bytes), cloudApp);
        }
        String missing = "it names no application, or no path";
        try {
            CloudKeyText.read(new ProtocolReader(bytes), Partition.DEFAULT_APP);
        } catch (InvalidKeyException notOfCloudEither) {
            throw new InvalidKeyException(missing);
        }
        throw new InvalidKeyException(
                missing + ". It is a key in the form of the Cloud client; read it by KeyDecoder.acceptingCloudKeys(…)");
    }

    private static void string(ByteArrayOutputStream out, int field, String value) {
        bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | ProtocolReader.LENGTH);
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

    /** Reads the message; unknown fields are skipped. */
    private static final class Reader extends ProtocolReader {

        Reader(byte[] bytes) {
            super(bytes);
        }

        /** Null if the application or the path, both required, are missing. */
        @Nullable
        Key reference() {
            String app = null;
            byte[] path = null;
            String namespace = "";
            while (hasMore()) {
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
                return null;
            }
            Key key = new Reader(path).path(new Partition(app, namespace));
            if (key == null) {
                throw new InvalidKeyException("its path is empty");
            }
            return key;
        }

        private @Nullable Key path(Partition partition) {
            Key key = null;
            while (hasMore()) {
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
            return below(partition, parent, kind, id, name == null ? "" : name);
        }
    }

    /** The key of one more path element, of which neither, one or both of id and name are given. */
    static Key below(Partition partition, @Nullable Key parent, String kind, long id, String name) {
        boolean named = !name.isEmpty();
        if (named && id != 0) {
            throw new InvalidKeyException("a path element of kind \"" + kind + "\" has both an id and a name");
        }
        if (parent == null) {
            return named
                    ? partition.key(kind, name)
                    : id != 0 ? partition.key(kind, id) : partition.incompleteKey(kind);
        }
        return named ? parent.child(kind, name) : id != 0 ? parent.child(kind, id) : parent.incompleteChild(kind);
    }
}
