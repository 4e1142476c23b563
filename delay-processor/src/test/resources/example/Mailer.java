package example;

import dev.kindred.datastore.model.Key;
import dev.kindred.delay.DelayContext;
import dev.kindred.delay.Delayed;
import java.util.List;

// tag::mailer[]
public class Mailer {

    @Delayed(value = "mail.welcome", aliases = "mail.greet")
    public void welcome(Key user, String text, DelayContext task) {
        Sent.LINES.add("welcome " + user + " " + text);
    }

    @Delayed("mail.digest")
    public void digest(List<Key> users, int... weeks) {
        Sent.LINES.add("digest " + users + " " + weeks.length);
    }
}
// end::mailer[]
