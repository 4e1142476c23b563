package dev.kindred.delay.autoconfigure.endpoint;

/** What was asked for is not there. Over HTTP it is 404 with this text. */
final class NotThereException extends RuntimeException {

    NotThereException(String message) {
        super(message);
    }
}
