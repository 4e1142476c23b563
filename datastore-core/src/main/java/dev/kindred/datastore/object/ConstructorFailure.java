package dev.kindred.datastore.object;

/** What a constructor of a mapped class threw, on its way to the one who knows which property it was for. Costs no stack trace. */
final class ConstructorFailure extends Exception {

    private final Throwable thrown;

    ConstructorFailure(Throwable thrown) {
        super(null, thrown, false, false);
        this.thrown = thrown;
    }

    Throwable thrown() {
        return thrown;
    }
}
