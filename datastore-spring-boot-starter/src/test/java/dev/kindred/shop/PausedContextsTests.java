package dev.kindred.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.StorageEngine;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Two cached application contexts on one directory: the one that is not in use lets go of it. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class PausedContextsTests {

    private static final String PATH = "kindred.datastore.embedded.path=target/paused-contexts";

    private static void worksAndIsOpen(StorageEngine engine, BookRepository books, Shop shop) {
        assertThat(engine.isOpen()).isTrue();
        long id = shop.add("Dune");
        assertThat(books.findById(id)).isPresent();
    }

    @Nested
    @Order(1)
    @SpringBootTest(
            classes = ShopApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = {PATH, "context=one"})
    class TheFirstContext {

        @Test
        void hasTheDirectory(@Autowired StorageEngine engine, @Autowired BookRepository books, @Autowired Shop shop) {
            worksAndIsOpen(engine, books, shop);
        }
    }

    @Nested
    @Order(2)
    @SpringBootTest(
            classes = ShopApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = {PATH, "context=two"})
    class TheSecondContext {

        @Test
        void getsTheDirectory(@Autowired StorageEngine engine, @Autowired BookRepository books, @Autowired Shop shop) {
            worksAndIsOpen(engine, books, shop);
        }
    }

    @Nested
    @Order(3)
    @SpringBootTest(
            classes = ShopApplication.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = {PATH, "context=one"})
    class TheFirstContextAgain {

        @Test
        void getsTheDirectoryBack(
                @Autowired StorageEngine engine, @Autowired BookRepository books, @Autowired Shop shop) {
            worksAndIsOpen(engine, books, shop);
        }
    }
}
