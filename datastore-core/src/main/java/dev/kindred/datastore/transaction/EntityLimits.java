package dev.kindred.datastore.transaction;

import dev.kindred.datastore.codec.ByteWriter;
import dev.kindred.datastore.codec.OrderedCodec;
import dev.kindred.datastore.index.IndexedValues;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Limits;
import dev.kindred.datastore.model.Property;
import dev.kindred.datastore.model.Value;
import java.util.Map;

/** Checks an entity against {@link Limits} before anything of it reaches the storage engine. */
final class EntityLimits {

    private final Key key;
    private int indexedValues;

    private EntityLimits(Key key) {
        this.key = key;
    }

    /**
     * Checks everything but the size of the whole, which shows when it is encoded.
     *
     * @throws InvalidKeyException if the kind or a key name is reserved
     * @throws InvalidValueException if a property breaks a limit, or the entity is partial
     */
    static void check(Entity entity) {
        if (entity.isPartial()) {
            throw new InvalidValueException("Cannot save " + entity.key()
                    + ": it is partial, read by a projection or a property mask, and storing it"
                    + " would delete the properties that were not read. Read it whole, write it with a property mask,"
                    + " or build a new entity.");
        }
        checkKey(entity.key());
        EntityLimits limits = new EntityLimits(entity.key());
        limits.check("", entity.properties(), 0);
        entity.properties().forEach((name, property) -> IndexedValues.visit(name, property, limits::count));
    }

    /**
     * Checks the names in a key.
     *
     * @throws InvalidKeyException if the kind or a key name is reserved
     */
    static void checkKey(Key key) {
        for (Key element : key.path()) {
            String name = element.name();
            if (isReserved(element.kind()) || name != null && isReserved(name)) {
                throw new InvalidKeyException("Cannot save " + key
                        + ": kinds and key names of the form __…__ are reserved for the datastore. Choose another.");
            }
        }
    }

    private static boolean isReserved(String name) {
        return name.length() >= 4 && name.startsWith("__") && name.endsWith("__");
    }

    private void count(String name, Value value) {
        if (++indexedValues > Limits.MAX_INDEXED_VALUES) {
            throw new InvalidValueException("Cannot save " + key + ": it has more than "
                    + String.format(java.util.Locale.ROOT, "%,d", Limits.MAX_INDEXED_VALUES)
                    + " indexed values, reached in property \"" + name + "\". Exclude long lists from indexes.");
        }
        int bytes = length(value);
        if (bytes > Limits.MAX_INDEXED_VALUE_BYTES) {
            throw new InvalidValueException(String.format(
                    java.util.Locale.ROOT,
                    "Cannot save %s: property \"%s\" has %,d bytes%s; an indexed value may have %,d bytes. Exclude it from indexes, or shorten it.",
                    key,
                    name,
                    bytes,
                    value instanceof Value.StringValue ? " in UTF-8" : "",
                    Limits.MAX_INDEXED_VALUE_BYTES));
        }
    }

    private static int length(Value value) {
        if (value instanceof Value.StringValue string) {
            return length(string.value());
        }
        if (value instanceof Value.KeyValue reference) {
            // Names, and a few bytes for each element around them: a bound that only absurd keys come near.
            int bytes =
                    length(reference.value().app()) + length(reference.value().namespace());
            for (Key element : reference.value().path()) {
                String name = element.name();
                bytes += 12 + element.kind().length() * 3 + (name == null ? 0 : name.length() * 3);
            }
            return bytes <= Limits.MAX_INDEXED_VALUE_BYTES ? 0 : encodedLength(value);
        }
        if (value instanceof Value.BlobKeyValue blob) {
            return length(blob.value());
        }
        return value instanceof Value.BytesValue bytes ? bytes.value().size() : 0;
    }

    /** No character takes more than 3 bytes for each of its chars, so most strings need not be encoded to be measured: 0 for those. */
    private static int length(String text) {
        return text.length() * 3 <= Limits.MAX_INDEXED_VALUE_BYTES ? 0 : ByteWriter.utf8(text).length;
    }

    private static int encodedLength(Value value) {
        ByteWriter out = new ByteWriter();
        OrderedCodec.putValue(out, value);
        return out.size();
    }

    private void check(String path, Map<String, Property> properties, int depth) {
        if (depth > Limits.MAX_NESTING_DEPTH) {
            throw new InvalidValueException("Cannot save " + key + ": property \"" + path + "\" is nested deeper than "
                    + Limits.MAX_NESTING_DEPTH + " levels.");
        }
        properties.forEach((name, property) -> {
            String full = path.isEmpty() ? name : path + "." + name;
            checkName(name, full);
            check(full, property.value(), depth);
        });
    }

    private void checkText(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw new InvalidValueException(
                            "Cannot save " + key + ": property \"" + name
                                    + "\" has half a surrogate pair at index " + i
                                    + ", which UTF-8 cannot express. Remove it; cutting a text in the middle of a character leaves one.");
                }
                i++;
            }
        }
    }

    private void checkName(String name, String full) {
        if (name.isEmpty()) {
            throw new InvalidValueException("Cannot save " + key + ": a property has an empty name"
                    + (full.isEmpty() ? "." : ", below \"" + full + "\"."));
        }
        checkText(full, name);
        if (isReserved(name)) {
            throw new InvalidValueException("Cannot save " + key + ": property name \"" + full
                    + "\" is of the form __…__, which is reserved for the datastore. Choose another.");
        }
        if (full.length() * 3 > Limits.MAX_NAME_BYTES) {
            int bytes = ByteWriter.utf8(full).length;
            if (bytes > Limits.MAX_NAME_BYTES) {
                throw new InvalidValueException("Cannot save " + key + ": property name \"" + full.substring(0, 40)
                        + "…\" has " + bytes + " bytes in UTF-8; the limit is " + Limits.MAX_NAME_BYTES + " bytes.");
            }
        }
    }

    private void check(String name, Value value, int depth) {
        if (value instanceof Value.ListValue list) {
            list.values().forEach(element -> check(name, element, depth));
        } else if (value instanceof Value.EntityValue nested) {
            check(name, nested.properties(), depth + 1);
        } else if (value instanceof Value.StringValue string) {
            checkText(name, string.value());
            if (string.value().length() * 3L > Limits.MAX_UNINDEXED_VALUE_BYTES) {
                checkLength(name, ByteWriter.utf8(string.value()).length);
            }
        } else if (value instanceof Value.BytesValue bytes) {
            checkLength(name, bytes.value().size());
        }
    }

    private void checkLength(String name, int bytes) {
        if (bytes > Limits.MAX_UNINDEXED_VALUE_BYTES) {
            throw new InvalidValueException(String.format(
                    java.util.Locale.ROOT,
                    "Cannot save %s: property \"%s\" has %,d bytes; a value may have %,d bytes. Split it over several entities.",
                    key,
                    name,
                    bytes,
                    Limits.MAX_UNINDEXED_VALUE_BYTES));
        }
    }
}
