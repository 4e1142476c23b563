package dev.kindred.delay.http;

import java.util.Map;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Maps one path to the handler, for all methods, before the application's own mappings. */
public final class DelayHandlerMapping extends SimpleUrlHandlerMapping {

    private static final int BEFORE_CONTROLLERS_AND_ROUTES = -2;

    /**
     * A mapping.
     *
     * @param handler answers at {@value DelayHttpHandler#PATH}
     */
    public DelayHandlerMapping(DelayHttpHandler handler) {
        this(handler, DelayHttpHandler.PATH);
    }

    /**
     * A mapping.
     *
     * @param handler answers at the path
     * @param path the path, within the application
     */
    public DelayHandlerMapping(DelayHttpHandler handler, String path) {
        super(Map.of(path, handler), BEFORE_CONTROLLERS_AND_ROUTES);
    }
}
