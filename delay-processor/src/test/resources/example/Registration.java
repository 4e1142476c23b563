package example;

import static java.time.Duration.ofMinutes;

import dev.kindred.datastore.model.Key;
import dev.kindred.delay.DelayOperations;
import java.util.List;

/** Uses the generated client in place of the bean. */
public class Registration implements Runnable {

    private final DelayOperations delay;
    private final MailerDeferred mailer;

    public Registration(DelayOperations delay) {
        this.delay = delay;
        this.mailer = new MailerDeferred(delay);
    }

    @Override
    public void run() {
        Key user = Key.of("User", "ada");
        // tag::client[]
        mailer.welcome(user, "hi");
        delay.in(ofMinutes(5)).named("w-17").call(() -> mailer.welcome(user, "still there?"));
        delay.batch(() -> mailer.digest(List.of(user), 1, 2));
        // end::client[]
        new MailerDeferred(delay.queue("slow")).welcome(user, null);
    }
}
