package dev.kindred.atlas;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** A parameter that only its use shows to be bad. Becomes a 400 that names it. */
class BadParameterException extends ErrorResponseException {

    BadParameterException(String parameter, String value, String complaint, Throwable cause) {
        super(
                HttpStatus.BAD_REQUEST,
                Problems.problem(List.of(parameter), Problems.sentence(parameter, value, complaint)),
                cause);
    }
}
