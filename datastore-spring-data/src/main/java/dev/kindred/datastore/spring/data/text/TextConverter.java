package dev.kindred.datastore.spring.data.text;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Converts between {@code String} and {@link Key}, between {@code String} and {@link Ref}, which goes by its key, and between {@code String} and {@link Cursor}. Blank text and null become null, as with Spring's own converters of
 * numbers. Text that is no key or no cursor fails the conversion with the reason; Spring MVC answers 400 then. Safe for all threads.
 */
public final class TextConverter implements GenericConverter {

    private static final Set<ConvertiblePair> PAIRS = Set.of(
            new ConvertiblePair(String.class, Key.class),
            new ConvertiblePair(Key.class, String.class),
            new ConvertiblePair(String.class, Ref.class),
            new ConvertiblePair(Ref.class, String.class),
            new ConvertiblePair(String.class, Cursor.class),
            new ConvertiblePair(Cursor.class, String.class));

    private final KeyDecoder keys;

    /** Reads keys in App Engine's form. */
    public TextConverter() {
        this(KeyDecoder.APP_ENGINE);
    }

    /**
     * Reads keys by a decoder, which may accept other forms as well.
     *
     * @param keys the decoder
     */
    public TextConverter(KeyDecoder keys) {
        this.keys = keys;
    }

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return PAIRS;
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source instanceof Key key) {
            return key.encode();
        }
        if (source instanceof Ref<?> ref) {
            return ref.key().encode();
        }
        if (source instanceof Cursor cursor) {
            return cursor.toUrlSafe();
        }
        String text = (String) source;
        if (text == null || text.isBlank()) {
            return null;
        }
        if (targetType.getType() == Ref.class) {
            return Ref.to(keys.decode(text));
        }
        return targetType.getType() == Key.class ? keys.decode(text) : Cursor.fromUrlSafe(text);
    }
}
