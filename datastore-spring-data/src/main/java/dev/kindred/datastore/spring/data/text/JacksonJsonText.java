package dev.kindred.datastore.spring.data.text;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link JsonText} by Jackson 3. By default it has a mapper of its own, with {@link DatastoreJacksonModule} and the modules on the class path, and not that of the application: what is stored must not change
 * with the settings of its web pages.
 */
public final class JacksonJsonText implements JsonText {

    private final JsonMapper mapper;

    /** With a mapper of its own. */
    public JacksonJsonText() {
        this(JsonMapper.builder()
                .findAndAddModules()
                .addModule(new DatastoreJacksonModule())
                .build());
    }

    /**
     * With a given mapper.
     *
     * @param mapper its settings say what is stored, and what was stored must be read by them
     */
    public JacksonJsonText(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String write(Object value, Type type) {
        return mapper.writerFor(mapper.constructType(type)).writeValueAsString(value);
    }

    @Override
    public @Nullable Object read(String json, Type type) {
        return mapper.readValue(json, mapper.constructType(type));
    }
}
