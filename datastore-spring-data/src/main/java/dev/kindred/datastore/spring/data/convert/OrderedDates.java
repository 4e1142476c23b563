package dev.kindred.datastore.spring.data.convert;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;

/**
 * Dates as text that sorts as the dates do: ISO 8601 as {@code toString()} writes it, which does for the years 0 to 9999 and for all times of day. Written
 * to disk: a new form needs a new name.
 *
 * <p>Later years begin with a letter, {@code a} for five digits to {@code e} for nine, and their digits. Earlier years begin with {@code -} and a
 * letter, {@code i} for one digit down to {@code a} for nine, and their digits, each taken from 9. {@code -0044-03-15} is {@code "-h55-03-15"}.
 */
final class OrderedDates {

    private static final int MONTH_AND_DAY = "-MM-dd".length();
    private static final int MONTH = "-MM".length();

    private OrderedDates() {}

    static String encode(LocalDate date) {
        String text = date.toString();
        return encodeYear(date.getYear(), text, text.length() - MONTH_AND_DAY);
    }

    static LocalDate decodeDate(String text) {
        if (isPlain(text)) {
            return parse(text);
        }
        int end = text.length() - MONTH_AND_DAY;
        return LocalDate.parse("2000" + text.substring(end)).withYear(decodeYear(text.substring(0, end)));
    }

    static String encode(LocalDateTime time) {
        return encode(time.toLocalDate()) + "T" + time.toLocalTime();
    }

    static LocalDateTime decodeDateTime(String text) {
        int end = text.indexOf('T');
        if (end < 0) {
            throw new IllegalArgumentException("no date and time");
        }
        return decodeDate(text.substring(0, end)).atTime(LocalTime.parse(text.substring(end + 1)));
    }

    static String encode(YearMonth month) {
        String text = month.toString();
        return encodeYear(month.getYear(), text, text.length() - MONTH);
    }

    static YearMonth decodeMonth(String text) {
        if (isPlain(text)) {
            return YearMonth.parse(text);
        }
        int end = text.length() - MONTH;
        return YearMonth.parse("2000" + text.substring(end)).withYear(decodeYear(text.substring(0, end)));
    }

    /** What {@code LocalDate.parse} does at several times the cost: dates are in most entities. */
    private static LocalDate parse(String text) {
        if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw new IllegalArgumentException("no date");
        }
        return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("no date");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    }

    private static String encodeYear(int year, String iso, int rest) {
        if (year >= 0 && year <= 9999) {
            return iso;
        }
        StringBuilder text = new StringBuilder();
        String digits = Integer.toString(Math.abs(year));
        if (year > 0) {
            text.append((char) ('a' + digits.length() - 5)).append(digits);
        } else {
            OrderedDecimals.appendComplement(text.append('-').append((char) ('i' - digits.length() + 1)), digits);
        }
        return text.append(iso, rest, iso.length()).toString();
    }

    private static int decodeYear(String text) {
        if (text.length() < 2) {
            throw new IllegalArgumentException("no year");
        }
        if (text.charAt(0) != '-') {
            return Integer.parseInt(text.substring(1));
        }
        StringBuilder digits = new StringBuilder("-");
        OrderedDecimals.appendComplement(digits, text.substring(2));
        return Integer.parseInt(digits.toString());
    }
}
