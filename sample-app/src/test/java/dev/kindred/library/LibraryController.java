package dev.kindred.library;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

// tag::controller[]
@RestController
class LibraryController {

    private final Library library;
    private final Books books;

    LibraryController(Library library, Books books) {
        this.library = library;
        this.books = books;
    }

    @PostMapping("/books")
    Book add(@RequestBody Book book) {
        return library.add(book);
    }

    @GetMapping("/books")
    List<Book> find(@RequestParam String author, @RequestParam(defaultValue = "0") int pages) {
        return books.findByAuthorAndPagesGreaterThanEqualOrderByPagesDesc(author, pages);
    }
}
// end::controller[]
