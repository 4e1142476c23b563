package dev.kindred.datastore.query;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * GQL, the datastore's query language: reads texts into queries and changes, and writes these as texts. The language is that of the current Datastore, with what the legacy
 * dialect writes differently accepted as well; {@code docs/reference/gql.md} has the grammar.
 */
public final class Gql {

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
            "DELETE",
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
            "SET",
            "SUM",
            "TRUE",
            "UPDATE",
            "WHERE");

    /** Whether values may stand in a text. */
    public enum Literals {
        /** Values may be written in the text or bound. */
        ALLOWED,
        /**
         * Every value, LIMIT and OFFSET included, has to be bound. A text into which something was pasted that should have been bound is refused; the names of
         * kinds and properties in it are still trusted. {@code IS NULL} is no value.
         */
        REFUSED
    }

    private Gql() {}

    /**
     * Reads a statement.
     *
     * @param text one statement
     * @return the statement, to be bound as often as one likes
     * @throws InvalidGqlException if it is not GQL, or asks for what no bindings can make right
     */
    public static GqlQuery parse(String text) {
        return parse(text, Literals.ALLOWED);
    }

    /**
     * Reads a statement.
     *
     * @param text one statement
     * @param literals whether values may stand in it
     * @return the statement, to be bound as often as one likes
     * @throws InvalidGqlException if it is not GQL, asks for what no bindings can make right, or has a literal where there may be none
     */
    public static GqlQuery parse(String text, Literals literals) {
        GqlSource source = new GqlSource(text);
        return new GqlQuery(source, GqlParser.parse(source, literals));
    }

    /**
     * Writes a query. Reading the text and binding what comes with it gives an equal query: the same kind, namespace, ancestor, filters but for needless
     * parentheses, orders, selection, cursors, limit and offset. Consistency and batch size have no words in GQL and are lost.
     *
     * <p>Values are written as literals. What has none is bound to names: cursors, geo points, doubles that are no finite number, and times before the year 0 or
     * after 9999.
     *
     * @param query the query
     * @return the text and its bindings
     * @throws dev.kindred.datastore.model.InvalidKeyException if the query's namespace is not valid
     */
    public static GqlText format(Query query) {
        return new GqlPrinter(query.namespace()).query(query).text();
    }

    /**
     * Writes an aggregation query, as {@code AGGREGATE … OVER (…)}. See {@link #format(Query)}.
     *
     * @param query the aggregation query
     * @return the text and its bindings
     * @throws dev.kindred.datastore.model.InvalidKeyException if the query's namespace is not valid
     */
    public static GqlText format(AggregationQuery query) {
        return new GqlPrinter(query.query().namespace()).aggregation(query).text();
    }

    /**
     * Writes a change. Reading the text and binding what comes with it gives an equal one. See {@link #format(Query)}.
     *
     * @param change the change
     * @return the text and its bindings
     * @throws dev.kindred.datastore.model.InvalidKeyException if the query's namespace is not valid
     */
    public static GqlText format(GqlChange change) {
        return new GqlPrinter(change.query().namespace()).change(change).text();
    }

    /**
     * Writes a kind's or property's name: in back-ticks if it is a keyword or has characters other than letters, digits, {@code _}, {@code $} and dots between
     * parts.
     *
     * @param name the name, not empty
     * @return the name as it stands in a text
     */
    public static String name(String name) {
        boolean plain = Arrays.stream(name.split("\\.", -1)).allMatch(Gql::isPlain);
        return plain ? name : "`" + name.replace("`", "``") + "`";
    }

    private static boolean isPlain(String part) {
        return !part.isEmpty()
                && startsName(part.charAt(0))
                && part.chars().allMatch(c -> startsName((char) c) || c >= '0' && c <= '9')
                && !KEYWORDS.contains(part.toUpperCase(Locale.ROOT));
    }

    /** Letters of ASCII, underscore and dollar. */
    static boolean startsName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
    }
}
