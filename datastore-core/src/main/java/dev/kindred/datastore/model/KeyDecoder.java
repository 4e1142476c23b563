package dev.kindred.datastore.model;

import org.jspecify.annotations.Nullable;

/**
 * Reads keys from text. {@link #APP_ENGINE} reads what {@link Key#encode()} writes, and is what {@link Key#decode} does. A decoder that
 * {@linkplain #acceptingCloudKeys accepts Cloud keys} also reads what the Go client of Cloud Datastore writes, for links that were handed out by
 * both: App Engine's {@code EnableKeyConversion}, but for this decoder alone and not for the whole process. Writing is never affected.
 *
 * <p>Immutable, safe for all threads.
 */
public final class KeyDecoder {

    /** Reads App Engine's form only. */
    public static final KeyDecoder APP_ENGINE = new KeyDecoder(null);

    private final @Nullable String cloudApp;

    private KeyDecoder(@Nullable String cloudApp) {
        this.cloudApp = cloudApp;
    }

    /**
     * A decoder for both forms. Text is read in App Engine's form first, and only if that names no application or no path in the Cloud client's. Such a key
     * keeps its namespace, kinds, ids and names; its project and its database are dropped.
     *
     * @param app the application id that keys in the Cloud client's form get, such as {@code datastore.partition().app()}; not empty
     * @return the decoder
     * @throws InvalidKeyException if the application id is empty
     */
    public static KeyDecoder acceptingCloudKeys(String app) {
        return new KeyDecoder(new Partition(app, "").app());
    }

    /**
     * Reads a key. Padding may be there or not, and line breaks are read over.
     *
     * @param text the text
     * @return the key, complete or not
     * @throws InvalidKeyException if the text is not a key
     */
    public Key decode(String text) {
        return KeyText.decode(text, cloudApp);
    }
}
