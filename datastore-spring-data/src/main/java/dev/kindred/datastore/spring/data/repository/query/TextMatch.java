package dev.kindred.datastore.spring.data.repository.query;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/** Ways to compare text that indexes do not know. */
enum TextMatch {
    EQUAL,
    STARTING,
    ENDING,
    CONTAINING,
    /** With {@code %} for any text, {@code _} for any character, and a backslash before either for itself. */
    LIKE,
    /** Found anywhere in the text. */
    REGEX;

    /** Whether letters that differ in case only are the same. */
    enum Case {
        SENSITIVE,
        IGNORED
    }

    /**
     * A test of texts.
     *
     * @throws InvalidDataAccessApiUsageException if the operand is no regular expression, where one is needed
     */
    Predicate<String> test(String operand, Case letters) {
        boolean ignored = letters == Case.IGNORED;
        if (this == LIKE || this == REGEX) {
            int flags = ignored ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
            Pattern pattern =
                    this == LIKE ? Pattern.compile(like(operand), flags | Pattern.DOTALL) : regex(operand, flags);
            return this == LIKE
                    ? text -> pattern.matcher(text).matches()
                    : text -> pattern.matcher(text).find();
        }
        String wanted = ignored ? fold(operand) : operand;
        return text -> {
            String given = ignored ? fold(text) : text;
            return switch (this) {
                case EQUAL -> given.equals(wanted);
                case STARTING -> given.startsWith(wanted);
                case ENDING -> given.endsWith(wanted);
                default -> given.contains(wanted);
            };
        };
    }

    private static Pattern regex(String operand, int flags) {
        try {
            return Pattern.compile(operand, flags);
        } catch (PatternSyntaxException e) {
            throw new InvalidDataAccessApiUsageException(
                    "\"" + operand + "\" is no regular expression: " + e.getDescription() + ".", e);
        }
    }

    private static String fold(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static String like(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                if (c == '\\' && i + 1 < pattern.length()) {
                    c = pattern.charAt(++i);
                }
                regex.append(Character.isLetterOrDigit(c) || Character.isSurrogate(c) ? String.valueOf(c) : "\\" + c);
            }
        }
        return regex.toString();
    }

    /** What all texts like a pattern begin with. */
    static String likePrefix(String pattern) {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' || c == '_') {
                break;
            }
            prefix.append(c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c);
        }
        return prefix.toString();
    }
}
