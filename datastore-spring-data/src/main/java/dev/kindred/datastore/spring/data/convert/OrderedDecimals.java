package dev.kindred.datastore.spring.data.convert;

import java.math.BigDecimal;

/**
 * Decimal numbers of any size as text that sorts as the numbers do. Written to disk: a new form needs a new name.
 *
 * <p>A number other than zero is {@code ± 0.d₁d₂…dₙ · 10^(e+1)} with d₁ and dₙ not 0. Its text is
 *
 * <pre>
 *   positive   'p' exponent(e)  d₁…dₙ            ' '
 *   zero       '0'                               ' '
 *   negative   '-' exponent(-e) 9-d₁ … 9-dₙ      '~'
 *
 *   exponent(e), e ≥ 0:  a letter, k for one digit, l for two, …; the digits of e
 *   exponent(e), e < 0:  a letter, j for one digit, i for two, …; the digits of -e, each taken from 9
 * </pre>
 *
 * The letter makes the exponent's length known, so that digits never meet exponents when two texts are compared. The last character ends the digits: less
 * than any digit where more digits mean a greater number, greater than any digit where they mean a smaller one. {@code 19.99} is {@code "pk11999 "}.
 */
final class OrderedDecimals {

    private OrderedDecimals() {}

    static String encode(BigDecimal number) {
        if (number.signum() == 0) {
            return "0 ";
        }
        String digits = number.unscaledValue().abs().toString();
        long exponent = (long) digits.length() - number.scale() - 1;
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        StringBuilder text = new StringBuilder(end + 14);
        if (number.signum() > 0) {
            appendExponent(text.append('p'), exponent);
            return text.append(digits, 0, end).append(' ').toString();
        }
        appendExponent(text.append('-'), -exponent);
        appendComplement(text, digits.substring(0, end));
        return text.append('~').toString();
    }

    /** Where the text of a number ends in a string that begins with one. */
    static int endOf(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '~') {
                return i + 1;
            }
        }
        return -1;
    }

    private static void appendExponent(StringBuilder text, long exponent) {
        String digits = Long.toString(Math.abs(exponent));
        if (exponent >= 0) {
            text.append((char) ('k' + digits.length() - 1)).append(digits);
        } else {
            appendComplement(text.append((char) ('j' - digits.length() + 1)), digits);
        }
    }

    static void appendComplement(StringBuilder text, String digits) {
        for (int i = 0; i < digits.length(); i++) {
            text.append((char) ('0' + '9' - digits.charAt(i)));
        }
    }
}
