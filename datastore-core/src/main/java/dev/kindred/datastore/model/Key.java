package dev.kindred.datastore.model;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an entity: a path of kinds with ids or names, from the root down, within one {@link Partition}. {@code City(17)/Comment("n")} is the
 * comment named n below city 17.
 *
 * <p>A key is immutable and checked when it is made, so that a key in hand is a valid one. The last element may lack its id: such an
 * {@linkplain #isIncomplete() incomplete} key names a place to put a new entity, and {@code put} answers with the complete key. A parent is always
 * complete. Parents need not exist.
 *
 * <p>Keys are equal if partition and all path elements are; id 5 and name "5" differ. The {@linkplain #compareTo order} is App Engine's: partition first, then
 * element by element the kind, ids (signed) before names, and an ancestor before its descendants; strings by their UTF-8 bytes. {@link #encode()} is App
 * Engine's text form, byte for byte.
 */
public final class Key implements Comparable<Key>, Serializable {

    private static final long serialVersionUID = 1;

    private final Partition partition;
    private final @Nullable Key parent;
    private final String kind;
    private final long id;
    private final @Nullable String name;
    private final int depth;
    private final int hash;

    private Key(Partition partition, @Nullable Key parent, String kind, long id, @Nullable String name) {
        this.partition = partition;
        this.parent = parent;
        this.kind = checkKind(kind);
        this.id = id;
        this.name = name;
        this.depth = parent == null ? 1 : parent.depth + 1;
        if (parent != null && parent.isIncomplete()) {
            throw new InvalidKeyException("Key " + parent
                    + " is incomplete and cannot be a parent; put its entity first, or allocate an id for it.");
        }
        if (depth > Limits.MAX_PATH_ELEMENTS) {
            throw new InvalidKeyException("A key below " + parent + " would have " + depth
                    + " path elements; the limit is " + Limits.MAX_PATH_ELEMENTS + ".");
        }
        this.hash = 31
                        * (31 * (31 * (parent == null ? partition.hashCode() : parent.hash) + kind.hashCode())
                                + Long.hashCode(id))
                + Objects.hashCode(name);
    }

    static Key root(Partition partition, String kind, long id, @Nullable String name) {
        if (name == null) {
            checkId(kind, id);
        }
        return new Key(partition, null, kind, id, name);
    }

    static Key incomplete(Partition partition, String kind) {
        return new Key(partition, null, kind, 0, null);
    }

    /**
     * A root key with a numeric id in the default partition, {@link Partition#DEFAULT}.
     *
     * @param kind the kind, not empty
     * @param id the id, not 0
     * @return the key
     * @throws InvalidKeyException if kind or id is not valid
     */
    public static Key of(String kind, long id) {
        return Partition.DEFAULT.key(kind, id);
    }

    /**
     * A root key with a name in the default partition, {@link Partition#DEFAULT}.
     *
     * @param kind the kind, not empty
     * @param name the name, not empty
     * @return the key
     * @throws InvalidKeyException if kind or name is not valid
     */
    public static Key of(String kind, String name) {
        return Partition.DEFAULT.key(kind, name);
    }

    /**
     * A root key without an id yet in the default partition, {@link Partition#DEFAULT}.
     *
     * @param kind the kind, not empty
     * @return the incomplete key
     * @throws InvalidKeyException if the kind is not valid
     */
    public static Key incomplete(String kind) {
        return Partition.DEFAULT.incompleteKey(kind);
    }

    /**
     * A key below this one.
     *
     * @param childKind the child's kind, not empty
     * @param childId the child's id, not 0
     * @return the child's key
     * @throws InvalidKeyException if this key is incomplete, or kind or id is not valid, or the path becomes too long
     */
    public Key child(String childKind, long childId) {
        return new Key(partition, this, childKind, checkId(childKind, childId), null);
    }

    /**
     * A key below this one.
     *
     * @param childKind the child's kind, not empty
     * @param childName the child's name, not empty
     * @return the child's key
     * @throws InvalidKeyException if this key is incomplete, or kind or name is not valid, or the path becomes too long
     */
    public Key child(String childKind, String childName) {
        return new Key(partition, this, childKind, 0, checkName(childKind, childName));
    }

    /**
     * A key below this one that a put completes.
     *
     * @param childKind the child's kind, not empty
     * @return the child's incomplete key
     * @throws InvalidKeyException if this key is incomplete, or the kind is not valid, or the path becomes too long
     */
    public Key incompleteChild(String childKind) {
        return new Key(partition, this, childKind, 0, null);
    }

    /**
     * This key with its last element's id set.
     *
     * @param newId the id, not 0
     * @return the complete key
     * @throws InvalidKeyException if this key is complete already, or the id is 0
     */
    public Key complete(long newId) {
        if (!isIncomplete()) {
            throw new InvalidKeyException("Key " + this + " is complete; only an incomplete key takes an id.");
        }
        return new Key(partition, parent, kind, checkId(kind, newId), null);
    }

    /**
     * The same path in the same namespace of another application: for values of entities that were moved, since a datastore looks only at the keys it
     * is called with, not at those within properties.
     *
     * @param app the application id, not empty
     * @return this key if it is of that application
     * @throws InvalidKeyException if the application id is empty
     */
    public Key withApp(String app) {
        return app.equals(app()) ? this : in(new Partition(app, namespace()));
    }

    private Key in(Partition other) {
        return new Key(other, parent == null ? null : parent.in(other), kind, id, name);
    }

    /**
     * Where the key lives.
     *
     * @return application id and namespace
     */
    public Partition partition() {
        return partition;
    }

    /**
     * The application id.
     *
     * @return never empty
     */
    public String app() {
        return partition.app();
    }

    /**
     * The namespace.
     *
     * @return empty for the default one
     */
    public String namespace() {
        return partition.namespace();
    }

    /**
     * The key above this one.
     *
     * @return a complete key, or null for a root key
     */
    public @Nullable Key parent() {
        return parent;
    }

    /**
     * The kind of the last path element, the entity's own.
     *
     * @return never empty
     */
    public String kind() {
        return kind;
    }

    /**
     * The numeric id of the last path element.
     *
     * @return the id, or 0 if the key has a name or is incomplete
     */
    public long id() {
        return id;
    }

    /**
     * The name of the last path element.
     *
     * @return the name, or null if the key has an id or is incomplete
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Whether the last element has neither id nor name.
     *
     * @return true if a put has to complete it
     */
    public boolean isIncomplete() {
        return id == 0 && name == null;
    }

    /**
     * How many path elements the key has.
     *
     * @return 1 for a root key
     */
    public int depth() {
        return depth;
    }

    /**
     * The first element of the path: the entity group.
     *
     * @return this key if it has no parent
     */
    public Key root() {
        Key key = this;
        while (key.parent != null) {
            key = key.parent;
        }
        return key;
    }

    /**
     * The keys from the root to this one.
     *
     * @return as many as {@link #depth()}, this key last
     */
    public List<Key> path() {
        List<Key> path = new ArrayList<>(depth);
        for (Key key = this; key != null; key = key.parent) {
            path.add(key);
        }
        Collections.reverse(path);
        return path;
    }

    /**
     * Whether {@code other} is this key or lies below it. Elements are compared, not text: {@code A(1)} is no ancestor of {@code A(10)}.
     *
     * @param other the key to test
     * @return true for an equal key and for all descendants
     */
    public boolean isAncestorOrSelfOf(Key other) {
        Key key = other;
        while (key.depth > depth && key.parent != null) {
            key = key.parent;
        }
        return equals(key);
    }

    /**
     * App Engine's text form, byte for byte that of {@code datastore.Key.Encode} in Go and {@code KeyFactory.keyToString} in Java: base64url
     * without padding of the {@code Reference} protocol message. Incomplete keys can be encoded too.
     *
     * @return letters, digits, {@code -} and {@code _}
     */
    public String encode() {
        return KeyText.encode(this);
    }

    /**
     * Reads App Engine's text form. The application id is kept as it is written; whether it is this application's shows when the key is used.
     * {@link KeyDecoder} also reads the Cloud client's form.
     *
     * @param text what {@link #encode()} or App Engine made
     * @return the key, complete or not
     * @throws InvalidKeyException if the text is not a key
     */
    public static Key decode(String text) {
        return KeyDecoder.APP_ENGINE.decode(text);
    }

    @Override
    public int compareTo(Key other) {
        int byPartition = partition == other.partition ? 0 : partition.compareTo(other.partition);
        return byPartition != 0 ? byPartition : comparePath(this, other);
    }

    private static int comparePath(Key left, Key right) {
        if (left.depth > right.depth) {
            int order = comparePath(Objects.requireNonNull(left.parent), right);
            return order != 0 ? order : 1;
        }
        if (left.depth < right.depth) {
            int order = comparePath(left, Objects.requireNonNull(right.parent));
            return order != 0 ? order : -1;
        }
        if (left.parent != null && left.parent != right.parent) {
            int order = comparePath(left.parent, Objects.requireNonNull(right.parent));
            if (order != 0) {
                return order;
            }
        }
        int byKind = Utf8.compare(left.kind, right.kind);
        if (byKind != 0) {
            return byKind;
        }
        if (left.name == null || right.name == null) {
            if (left.name != null || right.name != null) {
                return left.name == null ? -1 : 1;
            }
            return Long.compare(left.id, right.id);
        }
        return Utf8.compare(left.name, right.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Key that
                && hash == that.hash
                && id == that.id
                && depth == that.depth
                && kind.equals(that.kind)
                && Objects.equals(name, that.name)
                && partition.equals(that.partition)
                && Objects.equals(parent, that.parent);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For people and logs: {@code City(17)/Comment("n")}, the namespace in front if it is not the default one. Not meant to be parsed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!namespace().isEmpty()) {
            text.append('!').append(namespace()).append(':');
        }
        for (Key key : path()) {
            if (key.parent != null) {
                text.append('/');
            }
            text.append(key.kind).append('(');
            if (key.name != null) {
                text.append('"').append(key.name).append('"');
            } else if (key.id != 0) {
                text.append(key.id);
            } else {
                text.append("no id yet");
            }
            text.append(')');
        }
        return text.toString();
    }

    /** The text form travels, so that a stream does not depend on this class's fields or on any hash function, and is checked when it is read. */
    private record Serialized(String text) implements Serializable {
        private Object readResolve() throws InvalidObjectException {
            try {
                return decode(text);
            } catch (InvalidKeyException e) {
                InvalidObjectException damaged = new InvalidObjectException(e.getMessage());
                damaged.initCause(e);
                throw damaged;
            }
        }
    }

    private Object writeReplace() {
        return new Serialized(encode());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("A key is serialized in its text form.");
    }

    private static String checkKind(String kind) {
        if (kind.isEmpty()) {
            throw new InvalidKeyException("The kind of a key is empty.");
        }
        checkText("Kind", kind);
        return kind;
    }

    private static long checkId(String kind, long id) {
        if (id == 0) {
            throw new InvalidKeyException("The id of a " + kind
                    + " key is 0, which means no id; use an incomplete key to have one assigned.");
        }
        return id;
    }

    static String checkName(String kind, String name) {
        if (name.isEmpty()) {
            throw new InvalidKeyException(
                    "The name of a " + kind + " key is empty; use an incomplete key to have an id assigned.");
        }
        checkText("Key name", name);
        return name;
    }

    private static void checkText(String what, String text) {
        if (!Utf8.isValid(text)) {
            throw new InvalidKeyException(
                    what + " \"" + text + "\" has half a surrogate pair, which has no form in UTF-8.");
        }
        int bytes = text.length() * 3 <= Limits.MAX_NAME_BYTES ? 0 : Utf8.length(text);
        if (bytes > Limits.MAX_NAME_BYTES) {
            throw new InvalidKeyException(what + " \"" + text.substring(0, 40) + "…\" has " + bytes
                    + " bytes in UTF-8; the limit is " + Limits.MAX_NAME_BYTES + " bytes.");
        }
    }
}
