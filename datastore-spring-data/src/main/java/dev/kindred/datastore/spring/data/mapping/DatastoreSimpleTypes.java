package dev.kindred.datastore.spring.data.mapping;

import dev.kindred.datastore.model.ByteString;
import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.mapping.model.SimpleTypeHolder;

/** The types that are one value: not looked into for fields. */
public final class DatastoreSimpleTypes {

    /** The types of the JDK and of the datastore; all of {@code java.lang} and {@code java.time} count as well. */
    public static final SimpleTypeHolder HOLDER = new SimpleTypeHolder(
            Set.of(
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
}
