package dev.kindred.datastore.spring.data.text;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Writes values as JSON and reads them, for fields that are stored so. Safe for all threads. */
public interface JsonText {

    /**
     * Writes a value.
     *
     * @param value the value
     * @param type its declared type
     * @return JSON
     * @throws RuntimeException if the value has no JSON form
     */
    String write(Object value, Type type);

    /**
     * Reads a value.
     *
     * @param json what {@link #write} gave for a value of the type, perhaps by an earlier version of the program
     * @param type the declared type
     * @return the value; null for {@code null}
     * @throws RuntimeException if it is no JSON, or none of the type's
     */
    @Nullable
    Object read(String json, Type type);

    /**
     * JSON by Jackson 3.
     *
     * @return {@link JacksonJsonText} as it is by default, or null if Jackson is not on the class path
     */
    static @Nullable JsonText ifAvailable() {
        return ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", JsonText.class.getClassLoader())
                ? new JacksonJsonText()
                : null;
    }
}
