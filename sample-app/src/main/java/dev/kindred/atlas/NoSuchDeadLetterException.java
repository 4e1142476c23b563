package dev.kindred.atlas;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Becomes a 404. */
class NoSuchDeadLetterException extends ErrorResponseException {

    NoSuchDeadLetterException(String queue, long id) {
        super(HttpStatus.NOT_FOUND, problem(queue, id), null);
    }

    private static ProblemDetail problem(String queue, long id) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.NOT_FOUND,
                "Queue \"" + queue + "\" has no dead letter " + id + "; somebody may have been quicker.");
        problem.setTitle("No such dead letter");
        return problem;
    }
}
