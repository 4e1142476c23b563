package dev.kindred.atlas;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A comment as it arrives. */
record NewComment(
        @NotBlank(message = "must not be empty") @Size(max = 80, message = "must have at most {max} characters")
        String author,

        @NotBlank(message = "must not be empty") @Size(max = 2_000, message = "must have at most {max} characters")
        String text) {}
