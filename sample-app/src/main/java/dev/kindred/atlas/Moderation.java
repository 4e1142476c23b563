package dev.kindred.atlas;

import dev.kindred.datastore.model.Key;
import dev.kindred.delay.Delayed;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Approves comments, except those that shout or advertise: these wait for a person, who is not part of this sample. */
@Component
class Moderation {

    private static final Logger log = LoggerFactory.getLogger(Moderation.class);
    private static final int SHORTEST_SHOUT = 8;

    private final CommentRepository comments;

    Moderation(CommentRepository comments) {
        this.comments = comments;
    }

    // tag::delayed[]
    @Delayed("comment.review")
    @Transactional
    public void review(Key comment) {
        comments.findById(comment)
                .filter(Moderation::isHarmless)
                .map(Comment::approve)
                .ifPresent(comments::save);
    }
    // end::delayed[]

    private static boolean isHarmless(Comment comment) {
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
