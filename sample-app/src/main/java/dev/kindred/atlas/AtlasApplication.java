package dev.kindred.atlas;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Atlas: 24,323 places of the world on the embedded datastore, imported by deferred tasks. */
@SpringBootApplication
public class AtlasApplication {

    public static void main(String[] args) {
        SpringApplication.run(AtlasApplication.class, args);
    }
}
