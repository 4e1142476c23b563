package dev.kindred.delay;

import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * The JSON of stored arguments. Its mapper is not the application's: naming strategies and inclusion rules that change from release to release must not change tasks that
 * are stored. A {@link Key} is its text form; the modules on the class path are used; types are never named.
 */
public final class DelayJson {

    private DelayJson() {}

    /**
     * Makes the mapper.
     *
     * @return Jackson's defaults, with the modules found and datastore keys as text
     */
    public static JsonMapper create() {
        return builder().build();
    }

    /**
     * Makes the mapper's builder, to add modules to.
     *
     * @return see {@link #create}
     */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder()
                .findAndAddModules(DelayJson.class.getClassLoader())
                .addModule(new SimpleModule("kindred")
                        .addSerializer(Key.class, new KeyWriter())
                        .addDeserializer(Key.class, new KeyReader())
                        .addKeySerializer(Key.class, new KeyNameWriter())
                        .addKeyDeserializer(Key.class, new KeyNameReader()));
    }

    private static final class KeyWriter extends StdScalarSerializer<Key> {

        KeyWriter() {
            super(Key.class);
        }

        @Override
        public void serialize(Key key, JsonGenerator json, SerializationContext context) {
            json.writeString(key.encode());
        }
    }

    private static final class KeyReader extends StdScalarDeserializer<Key> {

        KeyReader() {
            super(Key.class);
        }

        @Override
        public Key deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                return (Key) context.handleUnexpectedToken(Key.class, json);
            }
            String text = json.getString();
            try {
                return Key.decode(text);
            } catch (InvalidKeyException notAKey) {
                return (Key) context.handleWeirdStringValue(Key.class, text, "%s", notAKey.getMessage());
            }
        }
    }

    private static final class KeyNameWriter extends ValueSerializer<Key> {

        @Override
        public void serialize(Key key, JsonGenerator json, SerializationContext context) {
            json.writeName(key.encode());
        }
    }

    private static final class KeyNameReader extends KeyDeserializer {

        @Override
        public Object deserializeKey(String text, DeserializationContext context) {
            try {
                return Key.decode(text);
            } catch (InvalidKeyException notAKey) {
                return context.handleWeirdKey(Key.class, text, "%s", notAKey.getMessage());
            }
        }
    }
}
