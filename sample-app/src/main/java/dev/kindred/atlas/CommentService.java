package dev.kindred.atlas;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class CommentService {

    private final CityRepository cities;
    private final CommentRepository comments;
    private final DatastoreOperations datastore;
    private final Moderation moderation;

    CommentService(
            CityRepository cities, CommentRepository comments, DatastoreOperations datastore, Moderation moderation) {
        this.cities = cities;
        this.comments = comments;
        this.datastore = datastore;
        this.moderation = moderation;
    }

    /** Stores the comment and the order to review it in one commit: there is never one without the other. */
    // tag::defer[]
    @Transactional
    public Comment add(long cityId, NewComment written) {
        Comment comment = comments.save(Comment.on(cityKey(cityId), written));
        moderation.review(datastore.getKey(comment));
        return comment;
    }
    // end::defer[]

    /** The newest hundred, the newest first. */
    List<Comment> on(long cityId) {
        return comments.findTop100ByOrderByCreatedAtDesc(cityKey(cityId));
    }

    private Key cityKey(long id) {
        return datastore.getKey(cities.require(id));
    }
}
