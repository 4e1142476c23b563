package dev.kindred.atlas;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For everybody: Atlas has no login. In an application that has one, this is for operators. Every answer is what the page then shows. */
@RestController
@RequestMapping("/api/work")
class WorkController {

    private final WorkService work;
    private final Reviewer reviewer;

    WorkController(WorkService work, Reviewer reviewer) {
        this.work = work;
        this.reviewer = reviewer;
    }

    @GetMapping
    Work look() {
        return work.look();
    }

    @PostMapping("/dead-letters/{queue}/{id}/redrive")
    Work redrive(@PathVariable String queue, @PathVariable long id) {
        work.redrive(queue, id);
        return work.look();
    }

    @PostMapping("/dead-letters/redrive")
    Work redriveAll() {
        work.redriveAll();
        return work.look();
    }

    @PostMapping("/dead-letters/{queue}/{id}/discard")
    Work discard(@PathVariable String queue, @PathVariable long id) {
        work.discard(queue, id);
        return work.look();
    }

    @PostMapping("/reviewer/down")
    Work takeReviewerDown() {
        reviewer.takeDown();
        return work.look();
    }

    @PostMapping("/reviewer/up")
    Work bringReviewerBack() {
        reviewer.bringBack();
        return work.look();
    }
}
