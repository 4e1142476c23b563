package dev.kindred.atlas;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides about comments: approves all but those that shout or advertise, which wait for a person, who is not part of this sample. It stands for a service of somebody else's, which is down now and then: the page has a
 * switch for that.
 */
@Component
class Reviewer {

    private static final Logger log = LoggerFactory.getLogger(Reviewer.class);
    private static final int SHORTEST_SHOUT = 8;

    private volatile boolean up = true;

    boolean isUp() {
        return up;
    }

    void takeDown() {
        up = false;
        log.info("The reviewer is down. Reviews fail from now on");
    }

    void bringBack() {
        up = true;
        log.info("The reviewer is back");
    }

    boolean approves(Comment comment) {
        if (!up) {
            throw new ReviewerDownException();
        }
        String text = comment.text();
        boolean shouts = text.length() >= SHORTEST_SHOUT
                && text.equals(text.toUpperCase(Locale.ROOT))
                && !text.equals(text.toLowerCase(Locale.ROOT));
        boolean advertises = text.contains("://");
        if (shouts || advertises) {
            log.info(
                    "Comment {} on {} waits for a person: it {}.",
                    comment.id(),
                    comment.city(),
                    shouts ? "shouts" : "has a link");
        }
        return !shouts && !advertises;
    }
}
