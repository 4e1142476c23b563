package dev.kindred.atlas;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Becomes a 404. */
class NoSuchPlaceException extends ErrorResponseException {

    NoSuchPlaceException(long id) {
        super(HttpStatus.NOT_FOUND, problem(id), null);
    }

    private static ProblemDetail problem(long id) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no place with the id " + id + ".");
        problem.setTitle("No such place");
        return problem;
    }
}
