package dev.kindred.datastore.spring.data.template;

import org.jspecify.annotations.Nullable;

/** Ranges of text. Text is ordered by its UTF-8 bytes, which is the order of code points, and not that of Java's chars. */
public final class TextPrefix {

    private TextPrefix() {}

    /**
     * The first text after all that begin with a prefix.
     *
     * @param prefix the prefix
     * @return the bound, itself excluded; null if there is none: the prefix is empty, or nothing but U+10FFFF
     */
    public static @Nullable String end(String prefix) {
        int[] points = prefix.codePoints().toArray();
        for (int last = points.length - 1; last >= 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                int next = points[last] + 1;
                boolean surrogate = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE;
                points[last] = surrogate ? Character.MAX_SURROGATE + 1 : next;
                return new String(points, 0, last + 1);
            }
        }
        return null;
    }
}
