package dev.kindred.datastore.autoconfigure.web;

import dev.kindred.datastore.spring.data.repository.CursorPosition;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.OffsetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes a {@link Window} as {@code {"content": […], "next": "…"}}. What is {@code next} is the value of the request parameter that leads to the next window: a cursor; the number for
 * {@code offset} in a window that was reached by one; the keys of any other keyset; null if this was the last. Otherwise Jackson would write a bare list.
 */
public final class WindowJacksonModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    /** Makes the module. */
    // Only collects; nothing is called back before a mapper is built.
    @SuppressWarnings("this-escape")
    public WindowJacksonModule() {
        super("kindred-window");
        addSerializer(new Writer());
    }

    private static final class Writer extends StdSerializer<Window<?>> {

        Writer() {
            super(Window.class);
        }

        @Override
        public void serialize(Window<?> window, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeArrayPropertyStart("content");
            for (Object element : window) {
                context.writeValue(json, element);
            }
            json.writeEndArray();
            json.writeName("next");
            context.writeValue(json, next(window));
            json.writeEndObject();
        }

        private static @Nullable Object next(Window<?> window) {
            if (!window.hasNext() || window.isEmpty()) {
                return null;
            }
            ScrollPosition last = window.positionAt(window.size() - 1);
            if (last instanceof OffsetScrollPosition offset) {
                return offset.getOffset();
            }
            return last instanceof KeysetScrollPosition keyset
                            && !keyset.getKeys().containsKey(CursorPosition.CURSOR)
                    ? keyset.getKeys()
                    : CursorPosition.toCursor(last);
        }
    }
}
