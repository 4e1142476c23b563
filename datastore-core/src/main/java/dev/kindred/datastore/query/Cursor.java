package dev.kindred.datastore.query;

import dev.kindred.datastore.model.ByteString;
import java.util.Base64;

/**
 * A place in the answer of one query: the gap just after some row. It stays valid for ever, whatever is written or deleted, for a query of the same
 * kind, ancestor, filters and orders; any other query refuses it. Opaque: made by the datastore, carried by {@link #toUrlSafe()}.
 *
 * @param bytes the datastore's own form, with version and checksum
 */
public record Cursor(ByteString bytes) {

    /**
     * The text form.
     *
     * @return letters, digits, {@code -} and {@code _}
     */
    public String toUrlSafe() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /**
     * Reads the text form. Whether it belongs to a query is checked when the query runs.
     *
     * @param text what {@link #toUrlSafe()} made
     * @return the cursor
     * @throws InvalidQueryException if the text is empty or not base64url
     */
    public static Cursor fromUrlSafe(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length > 0) {
                return new Cursor(ByteString.copyOf(bytes));
            }
        } catch (IllegalArgumentException e) {
            // Said below, with what was given: the decoder's message names only a character.
        }
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        throw new InvalidQueryException(
                "\"" + shown + "\" is not a cursor; pass one that an earlier page of the same query returned.");
    }
}
