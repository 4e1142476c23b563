package dev.kindred.datastore.spring.data.repository.people;

import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/** Has a name for a key, a version and setters. */
@Entity
public class Label {

    @Id
    private String name;

    @Version
    private @Nullable Long version;

    @Field("colour")
    private String color;

    public Label(String name, String color) {
        this.name = name;
        this.color = color;
    }

    public String getName() {
        return name;
    }

    public String getColor() {
        return color;
    }

    public void setColor(String color) {
        this.color = color;
    }
}
