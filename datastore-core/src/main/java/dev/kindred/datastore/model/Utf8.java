package dev.kindred.datastore.model;

/** Strings by their UTF-8 bytes, without encoding them. */
final class Utf8 {

    private Utf8() {}

    /**
     * Compares as the unsigned UTF-8 bytes would. {@link String#compareTo} differs beyond the basic plane: it puts U+1F600 before U+FFFF, because a
     * surrogate is a smaller char than U+FFFF although the code point is greater.
     */
    static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean leftSurrogate = Character.isSurrogate(left);
                if (leftSurrogate != Character.isSurrogate(right)) {
                    return leftSurrogate ? 1 : -1;
                }
                return Character.compare(left, right);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Whether the text has a form in UTF-8: every surrogate is half of a pair. Encoders put a question mark for others, and two texts become one. */
    static boolean isValid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The length in UTF-8; an unpaired surrogate counts as the three bytes its code point would take. */
    static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
