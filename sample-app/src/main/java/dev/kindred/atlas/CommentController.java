package dev.kindred.atlas;

import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/cities/{id}/comments")
class CommentController {

    private final CommentService comments;

    CommentController(CommentService comments) {
        this.comments = comments;
    }

    @GetMapping
    List<Comment> list(@PathVariable long id) {
        return comments.on(id);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Comment add(@PathVariable long id, @Valid @RequestBody NewComment comment) {
        return comments.add(id, comment);
    }
}
