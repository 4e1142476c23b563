package dev.kindred.atlas;

/** Thrown by a review while the {@link Reviewer} is down. */
class ReviewerDownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ReviewerDownException() {
        super("The reviewer does not answer.");
    }
}
