package dev.kindred.atlas;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.DatabindException;

/**
 * Answers bad requests with the problem details of RFC 9457, and names the parameter: {@code "parameter": "country"}, or {@code "parameters": [...]} where several are
 * wrong.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final int LONGEST_VALUE = 40;

    @ExceptionHandler
    ProblemDetail busy(ConcurrencyFailureException conflict) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "Too many are writing here at this moment. Try again.");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldError> errors = invalid.getFieldErrors();
        return handleExceptionInternal(
                invalid,
                problem(
                        errors.stream()
                                .map(FieldError::getField)
                                .distinct()
                                .sorted()
                                .toList(),
                        errors.stream().map(Problems::sentence).sorted().collect(Collectors.joining(" "))),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (!(mismatch instanceof MethodArgumentTypeMismatchException argument)) {
            return super.handleTypeMismatch(mismatch, headers, status, request);
        }
        String detail = sentence(argument.getName(), argument.getValue(), complaint(mismatch));
        return handleExceptionInternal(
                mismatch, problem(List.of(argument.getName()), detail), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        List<String> path = unreadable.getCause() instanceof DatabindException unfit
                ? unfit.getPath().stream()
                        .map(step -> String.valueOf(step.getPropertyName()))
                        .toList()
                : List.of();
        String what = path.isEmpty() ? "The body" : path.get(0);
        return handleExceptionInternal(
                unreadable,
                problem(path, what + " cannot be read; send {\"author\": \"…\", \"text\": \"…\"}."),
                headers,
                status,
                request);
    }

    static String sentence(String parameter, @Nullable Object value, String complaint) {
        String text = value == null ? "" : value.toString();
        String shown = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
        return parameter + " \"" + shown + "\" " + complaint + ".";
    }

    private static String sentence(FieldError error) {
        String complaint = error.isBindingFailure()
                ? complaint(error.unwrap(TypeMismatchException.class))
                : String.valueOf(error.getDefaultMessage());
        return sentence(error.getField(), error.getRejectedValue(), complaint);
    }

    private static String complaint(TypeMismatchException mismatch) {
        Throwable cause = mismatch.getMostSpecificCause();
        return cause instanceof NumberFormatException ? "must be a whole number" : String.valueOf(cause.getMessage());
    }

    static ProblemDetail problem(List<String> parameters, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
        if (parameters.size() == 1) {
            problem.setProperty("parameter", parameters.get(0));
        } else if (!parameters.isEmpty()) {
            problem.setProperty("parameters", parameters);
        }
        return problem;
    }
}
