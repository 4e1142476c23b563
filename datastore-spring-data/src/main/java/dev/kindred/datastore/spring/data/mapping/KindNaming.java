package dev.kindred.datastore.spring.data.mapping;

import java.util.Locale;
import org.springframework.util.StringUtils;

/** Usual ways to make a kind of the simple name of a class. */
public enum KindNaming implements KindNamingStrategy {

    /** {@code OrderLine}, as in App Engine. */
    UNCHANGED {
        @Override
        public String getKind(Class<?> type) {
            return type.getSimpleName();
        }
    },

    /** {@code orderLine}, as in Spring Cloud GCP. */
    LOWER_CAMEL {
        @Override
        public String getKind(Class<?> type) {
            return StringUtils.uncapitalize(type.getSimpleName());
        }
    },

    /** {@code order_line}. */
    SNAKE_CASE {
        @Override
        public String getKind(Class<?> type) {
            return type.getSimpleName()
                    .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
                    .toLowerCase(Locale.ROOT);
        }
    }
}
