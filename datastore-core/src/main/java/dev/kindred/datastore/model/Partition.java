package dev.kindred.datastore.model;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * An application id and a namespace: what keys of one tenant have in common, and where new root keys come from. Kinds, ids and queries of two
 * partitions never meet; a transaction may span them.
 *
 * @param app the application id, such as {@code app} or {@code s~guestbook}; compared and encoded verbatim, never empty
 * @param namespace the namespace; empty for the default one, otherwise up to 100 of {@code [0-9A-Za-z._-]}
 */
public record Partition(String app, String namespace) implements Comparable<Partition>, Serializable {

    // Before DEFAULT, whose constructor needs it.
    private static final Pattern NAMESPACE = Pattern.compile("[0-9A-Za-z._-]{0," + Limits.MAX_NAMESPACE_LENGTH + "}");

    /** The application id of an application that configures none. */
    public static final String DEFAULT_APP = "app";

    /** {@link #DEFAULT_APP} with the default namespace. */
    public static final Partition DEFAULT = new Partition(DEFAULT_APP, "");

    /**
     * Checks both parts.
     *
     * @param app see the record
     * @param namespace see the record
     * @throws InvalidKeyException if the application id is empty or the namespace has a character or length it may not have
     */
    public Partition {
        if (app.isEmpty()) {
            throw new InvalidKeyException(
                    "The application id of a key is empty; give one, such as \"" + DEFAULT_APP + "\".");
        }
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new InvalidKeyException(
                    "Namespace \"" + namespace + "\" is not valid: up to " + Limits.MAX_NAMESPACE_LENGTH
                            + " characters of [0-9A-Za-z._-], or empty for the default namespace.");
        }
    }

    /**
     * The same application with another namespace.
     *
     * @param other the namespace, empty for the default one
     * @return the partition
     * @throws InvalidKeyException if the namespace is not valid
     */
    public Partition withNamespace(String other) {
        return new Partition(app, other);
    }

    /**
     * A root key with a numeric id.
     *
     * @param kind the kind, not empty
     * @param id the id, not 0
     * @return the key
     * @throws InvalidKeyException if kind or id is not valid
     */
    public Key key(String kind, long id) {
        return Key.root(this, kind, id, null);
    }

    /**
     * A root key with a name.
     *
     * @param kind the kind, not empty
     * @param name the name, not empty
     * @return the key
     * @throws InvalidKeyException if kind or name is not valid
     */
    public Key key(String kind, String name) {
        return Key.root(this, kind, 0, Key.checkName(kind, name));
    }

    /**
     * A root key without an id yet; a put gives it one.
     *
     * @param kind the kind, not empty
     * @return the incomplete key
     * @throws InvalidKeyException if the kind is not valid
     */
    public Key incompleteKey(String kind) {
        return Key.incomplete(this, kind);
    }

    @Override
    public int compareTo(Partition other) {
        int byApp = Utf8.compare(app, other.app);
        return byApp != 0 ? byApp : Utf8.compare(namespace, other.namespace);
    }
}
