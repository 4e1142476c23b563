package dev.kindred.datastore.spring.data.repository.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/**
 * The word {@code Ancestor} among the conditions of a method's name. Spring Data's parser would take it for a property, so it is taken out of the name
 * before. Splits as that parser does: at a keyword that a capital letter follows.
 *
 * @param name the name without it
 * @param partsBefore how many conditions stand before it; negative if the name does not have it
 */
record AncestorInName(String name, int partsBefore) {

    private static final String WORD = "Ancestor";
    private static final Pattern SUBJECT =
            Pattern.compile("^(find|read|get|query|search|stream|count|exists|delete|remove)((\\p{Lu}.*?))??By");
    private static final String BEFORE_CAPITAL = "(?=(\\p{Lu}|\\P{InBASIC_LATIN}))";
    private static final Pattern ORDER_BY = Pattern.compile("OrderBy" + BEFORE_CAPITAL);
    private static final Pattern OR = Pattern.compile("Or" + BEFORE_CAPITAL);
    private static final Pattern AND = Pattern.compile("And" + BEFORE_CAPITAL);

    static boolean isQuery(String methodName) {
        return SUBJECT.matcher(methodName).find() || DerivedUpdate.isNamed(methodName);
    }

    static AncestorInName in(String methodName) {
        Matcher subject = SUBJECT.matcher(methodName);
        if (!subject.find()) {
            return new AncestorInName(methodName, -1);
        }
        String rest = methodName.substring(subject.end());
        Matcher orderBy = ORDER_BY.matcher(rest);
        // "OrderBy" at the very beginning starts the sort of a query without conditions.
        int end = orderBy.find() ? orderBy.start() : rest.length();
        String conditions = rest.substring(0, end);
        List<String> parts = new ArrayList<>(List.of(AND.split(conditions)));
        int found = parts.indexOf(WORD);
        if (OR.split(conditions).length > 1) {
            return withoutAncestor(methodName, conditions);
        }
        if (found < 0) {
            return new AncestorInName(methodName, -1);
        }
        parts.remove(found);
        return new AncestorInName(
                methodName.substring(0, subject.end()) + String.join("And", parts) + rest.substring(end), found);
    }

    private static AncestorInName withoutAncestor(String methodName, String conditions) {
        for (String alternative : OR.split(conditions)) {
            if (List.of(AND.split(alternative)).contains(WORD)) {
                throw new InvalidDataAccessApiUsageException(
                        "an ancestor limits the whole query and cannot be one side of Or; give it as an @Ancestor Key parameter");
            }
        }
        return new AncestorInName(methodName, -1);
    }
}
