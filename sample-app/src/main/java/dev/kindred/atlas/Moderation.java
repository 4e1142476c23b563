package dev.kindred.atlas;

import dev.kindred.datastore.model.Key;
import dev.kindred.delay.Delayed;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Approves comments if the {@link Reviewer} does. While that is down, reviews are tried again as often as their queue says, and are dead letters then. */
@Component
class Moderation {

    private final CommentRepository comments;
    private final Reviewer reviewer;

    Moderation(CommentRepository comments, Reviewer reviewer) {
        this.comments = comments;
        this.reviewer = reviewer;
    }

    // tag::delayed[]
    @Delayed(value = "comment.review", queue = "reviews")
    @Transactional
    public void review(Key comment) {
        comments.findById(comment)
                .filter(reviewer::approves)
                .map(Comment::approve)
                .ifPresent(comments::save);
    }
    // end::delayed[]
}
