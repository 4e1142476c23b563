package dev.kindred.library;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class LibraryApplication {}
