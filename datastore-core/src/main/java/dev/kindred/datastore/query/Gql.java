package dev.kindred.datastore.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of GQL, and how names are written in it. */
final class Gql {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z_$0-9]*(\\.[A-Za-z_$][A-Za-z_$0-9]*)*");

    private static final Set<String> KEYWORDS = Set.of(
            "AGGREGATE",
            "ANCESTOR",
            "AND",
            "ARRAY",
            "AS",
            "ASC",
            "AVG",
            "BLOB",
            "BLOBKEY",
            "BY",
            "CONTAINS",
            "COUNT",
            "COUNT_UP_TO",
            "DATETIME",
            "DESC",
            "DESCENDANT",
            "DISTINCT",
            "FALSE",
            "FIRST",
            "FROM",
            "GROUP",
            "HAS",
            "IN",
            "IS",
            "KEY",
            "LIMIT",
            "NAMESPACE",
            "NOT",
            "NULL",
            "OFFSET",
            "ON",
            "OR",
            "ORDER",
            "OVER",
            "PROJECT",
            "SELECT",
            "SUM",
            "TRUE",
            "WHERE");

    private Gql() {}

    /** A kind's or property's name, in back-ticks if it is a keyword or has odd characters. */
    static String name(String name) {
        boolean plain = PLAIN.matcher(name).matches()
                && Arrays.stream(name.split("\\.")).noneMatch(part -> KEYWORDS.contains(part.toUpperCase(Locale.ROOT)));
        return plain ? name : "`" + name.replace("`", "``") + "`";
    }
}
