package dev.kindred.atlas;

import java.util.Locale;
import java.util.Set;

/**
 * A country that exists.
 *
 * @param code two capital letters
 */
record Country(String code) {

    private static final Set<String> ISO_CODES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);
    // Kosovo has no code in ISO 3166-1; the data uses the one the European Commission gave it.
    private static final String KOSOVO = "XK";

    public static Country of(String text) {
        String code = text.toUpperCase(Locale.ROOT);
        if (!ISO_CODES.contains(code) && !code.equals(KOSOVO)) {
            throw new IllegalArgumentException("is not known; give an ISO 3166-1 code, such as IT");
        }
        return new Country(code);
    }
}
