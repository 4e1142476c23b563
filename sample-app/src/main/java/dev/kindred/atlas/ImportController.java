package dev.kindred.atlas;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ImportController {

    private final PlaceImport places;

    ImportController(PlaceImport places) {
        this.places = places;
    }

    @GetMapping("/api/import")
    ImportStatus status() {
        return places.status();
    }
}
