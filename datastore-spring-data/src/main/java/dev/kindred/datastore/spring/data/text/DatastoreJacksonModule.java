package dev.kindred.datastore.spring.data.text;

import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.KeyDecoder;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.spring.data.mapping.Ref;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * A {@link Key} in JSON is a quoted string, {@link Key#encode()}, as a value and as the name in a map; a {@link Cursor} is {@link Cursor#toUrlSafe()}. A {@link Ref} is its key: writing
 * loads nothing, and what is read refers without an object. Null is null.
 * Anything else than a string is an error, and so is a string that is no key or no cursor; both say what was found.
 */
public final class DatastoreJacksonModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    /** Reads keys in App Engine's form. */
    public DatastoreJacksonModule() {
        this(KeyDecoder.APP_ENGINE);
    }

    /**
     * Reads keys by a decoder, which may accept other forms as well.
     *
     * @param keys the decoder
     */
    // Only collects; nothing is called back before a mapper is built.
    @SuppressWarnings("this-escape")
    public DatastoreJacksonModule(KeyDecoder keys) {
        super("kindred-datastore");
        addSerializer(Key.class, new Writer<>(Key.class, Key::encode));
        addDeserializer(Key.class, new Reader<>(Key.class, "datastore key", keys::decode));
        addKeySerializer(Key.class, new NameWriter());
        addKeyDeserializer(Key.class, new NameReader(keys));
        addReferences(keys);
        addSerializer(Cursor.class, new Writer<>(Cursor.class, Cursor::toUrlSafe));
        addDeserializer(Cursor.class, new Reader<>(Cursor.class, "cursor", Cursor::fromUrlSafe));
    }

    @SuppressWarnings("rawtypes") // Jackson knows classes; what a reference refers to is no part of its text.
    private void addReferences(KeyDecoder keys) {
        addSerializer(Ref.class, new Writer<Ref>(Ref.class, ref -> ref.key().encode()));
        addDeserializer(Ref.class, new Reader<Ref>(Ref.class, "reference", text -> Ref.to(keys.decode(text))));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {

        private final Function<T, String> text;

        Writer(Class<T> type, Function<T, String> text) {
            super(type);
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializationContext context) {
            json.writeString(text.apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {

        private final String what;
        private final Function<String, T> read;

        Reader(Class<T> type, String what, Function<String, T> read) {
            super(type);
            this.what = what;
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(
                        this, "A %s in JSON is a quoted string or null, not %s", what, json.currentToken());
            }
            String text = json.getString();
            try {
                return read.apply(text);
            } catch (DatastoreException notOne) {
                throw context.weirdStringException(text, handledType(), notOne.getMessage());
            }
        }
    }

    private static final class NameWriter extends ValueSerializer<Key> {

        @Override
        public void serialize(Key key, JsonGenerator json, SerializationContext context) {
            json.writeName(key.encode());
        }
    }

    private static final class NameReader extends KeyDeserializer {

        private final KeyDecoder keys;

        NameReader(KeyDecoder keys) {
            this.keys = keys;
        }

        @Override
        public Object deserializeKey(String text, DeserializationContext context) {
            try {
                return keys.decode(text);
            } catch (DatastoreException notAKey) {
                throw context.weirdKeyException(Key.class, text, notAKey.getMessage());
            }
        }
    }
}
