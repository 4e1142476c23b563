package dev.kindred.datastore.spring.data.documentation;

import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.OnLoad;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;

// tag::article[]
@Entity
public record Article(
        @Id String slug,
        @NotBlank String title,
        String text,
        @Nullable String sortTitle,
        @Nullable Audit audit) {

    public record Audit(
            @CreatedDate Instant created,
            @CreatedBy String author,
            @LastModifiedDate Instant changed,
            @LastModifiedBy String editor) {}

    public Article(String slug, String title, String text) {
        this(slug, title, text, null, null); // the audit is made and filled in when it is saved
    }
    // end::article[]

    // tag::methods[]
    @OnSave
    Article withSortTitle() {
        return new Article(slug, title, text, title.toLowerCase(Locale.ROOT), audit);
    }

    @OnLoad
    Article withoutTabs() { // stored by an older version of the application
        return new Article(slug, title, text.replace("\t", "    "), sortTitle, audit);
    }
    // end::methods[]
    // tag::article[]
}
// end::article[]
