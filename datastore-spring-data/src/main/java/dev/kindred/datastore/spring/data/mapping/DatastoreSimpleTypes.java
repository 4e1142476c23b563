package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.util.ClassUtils;

/** The types that are one value: not looked into for fields. */
public final class DatastoreSimpleTypes {

    /** Jackson's trees, if Jackson is on the class path; they are stored as JSON text. */
    private static final @Nullable Class<?> JSON = jsonType();

    /** The types of the JDK and of the datastore; all of {@code java.lang} and {@code java.time} count as well. */
    public static final SimpleTypeHolder HOLDER = new SimpleTypeHolder(
            all(
                    byte[].class,
                    ByteString.class,
                    Key.class,
                    GeoPoint.class,
                    Value.class,
                    Ref.class,
                    BigDecimal.class,
                    BigInteger.class,
                    UUID.class,
                    URI.class,
                    URL.class,
                    Locale.class,
                    Currency.class,
                    Date.class),
            true);

    private DatastoreSimpleTypes() {}

    private static Set<Class<?>> all(Class<?>... types) {
        Set<Class<?>> all = new HashSet<>(Arrays.asList(types));
        if (JSON != null) {
            all.add(JSON);
        }
        return all;
    }

    private static @Nullable Class<?> jsonType() {
        try {
            return ClassUtils.forName("tools.jackson.databind.JsonNode", DatastoreSimpleTypes.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }

    /**
     * Whether values of a type are JSON already.
     *
     * @param type any type
     * @return true for Jackson's {@code JsonNode} and its kinds
     */
    public static boolean isJson(Class<?> type) {
        return JSON != null && JSON.isAssignableFrom(type);
    }
}
