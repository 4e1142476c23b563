package dev.kindred.datastore.autoconfigure.web;

import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.spring.data.repository.CursorPosition;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes a {@link ScrollPosition} of the request parameter {@code cursor}: that of the beginning where it is absent or empty. Spring Data's own resolver is for
 * {@code OffsetScrollPosition}, the two do not meet.
 */
final class CursorArgumentResolver implements HandlerMethodArgumentResolver {

    static final String PARAMETER = "cursor";

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == ScrollPosition.class
                || parameter.getParameterType() == KeysetScrollPosition.class;
    }

    @Override
    public ScrollPosition resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        String text = request.getParameter(PARAMETER);
        if (!StringUtils.hasText(text)) {
            return ScrollPosition.keyset();
        }
        try {
            return CursorPosition.of(Cursor.fromUrlSafe(text));
        } catch (InvalidQueryException noCursor) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "Request parameter \"cursor\": " + noCursor.getMessage(), noCursor);
        }
    }
}
