package example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was sent. */
public final class Sent {

    public static final List<String> LINES = new CopyOnWriteArrayList<>();

    private Sent() {}
}
