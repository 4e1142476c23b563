package dev.kindred.delay.http;

import java.util.Map;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Maps {@value DelayHttpHandler#PATH} to the handler, for all methods, before the application's own mappings. */
public final class DelayHandlerMapping extends SimpleUrlHandlerMapping {

    private static final int BEFORE_CONTROLLERS_AND_ROUTES = -2;

    /**
     * A mapping.
     *
     * @param handler answers at the path
     */
    public DelayHandlerMapping(DelayHttpHandler handler) {
        super(Map.of(DelayHttpHandler.PATH, handler), BEFORE_CONTROLLERS_AND_ROUTES);
    }
}
